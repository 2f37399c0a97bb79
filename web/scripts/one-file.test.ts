// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { digest, inlined, inside, policy } from "./one-file.ts";

const PAGE = `<html><head><meta charset="utf-8">
<script type="module" crossorigin src="./x.js"></script></head><body><div></div></body></html>`;

test("the policy admits the script and the style of the page by their digests", () => {
  const page = inlined(PAGE, "let a = 1", "p { margin: 0 }");

  expect(page).toContain(`script-src ${digest("let a = 1")}`);
  expect(page).toContain(`style-src ${digest("p { margin: 0 }")}`);
  expect(page).not.toContain("x.js");
});

test("nothing inside a script ends the script", () => {
  expect(inside("a = '</script>'")).toBe("a = '<\\/script>'");
});

test("a page may speak to nobody unless its source says so", () => {
  expect(inlined(PAGE, "", "")).toContain("connect-src 'none'");
  expect(inlined(PAGE.replace("<body>", "<body data-connect=\"'self'\">"), "", "")).toContain("connect-src 'self'");
});

test("everything not named is refused", () => {
  expect(policy("", "", "'none'").startsWith("default-src 'none'")).toBe(true);
});

test("the source of the report has one place for its payload", () => {
  const source = readFileSync("report.html", "utf8");

  expect(source.split('<script type="application/json" id="payload">null</script>')).toHaveLength(2);
});
