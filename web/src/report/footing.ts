import { say } from "../lib/words";

/** Rule that sets the notice and the number of the page at the foot of each printed page. */
export function footing(): string {
  const small = "font: 7pt sans-serif; color: #5c574e;";
  return `@page { @bottom-left { content: ${JSON.stringify(say("notice"))}; ${small} } `
    + `@bottom-right { content: counter(page) " / " counter(pages); ${small} } }`;
}

/** Give a page its footing, as a sheet of the page's own, which its policy admits. */
export function foot(page: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(footing());
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
}
