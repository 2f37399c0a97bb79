import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** What the browser compares an inline script or style with. */
export function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

/** Text that may stand inside a script element: nothing in it ends the element. */
export function inside(code: string): string {
  return code.replace(/<\/(script|style)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
}

/** The policy of a page: its own script and style, its own fonts, and nothing else from anywhere. */
export function policy(script: string, style: string, connect: string): string {
  return [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "font-src data:",
    "img-src data: blob:",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Put script and style into the page itself, with a policy that admits only them. */
export function inlined(page: string, script: string, style: string): string {
  const connect = /data-connect="([^"]+)"/.exec(page)?.[1] ?? "'none'";
  const code = inside(script);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(code, style, connect)}">`;
  return page
    .replace(/\s*<script type="module"[^>]*><\/script>/g, "")
    .replace(/\s*<link rel="stylesheet"[^>]*>/g, "")
    .replace(/ data-connect="[^"]+"/, "")
    .replace("<meta charset=\"utf-8\">", (charset) => `${charset}\n${meta}`)
    .replace("</head>", () => `<style>${style}</style>\n</head>`)
    .replace("</body>", () => `<script type="module">${code}</script>\n</body>`);
}

/** Vite plugin: one HTML file and nothing beside it. */
export function oneFile(): Plugin {
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      let script = "";
      let style = "";
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code.trimEnd();
        else if (name.endsWith(".css")) style += String(part.source).trimEnd();
        else continue;
        delete bundle[name];
      }
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type !== "asset" || !name.endsWith(".html")) this.error(`${name} is not part of the page`);
        part.source = inlined(String(part.source), script, style);
      }
    },
  };
}
