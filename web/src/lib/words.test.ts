import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import catalogue from "../../../src/clampdown/words/en.json";
import said from "../fixtures/said.json";
import { LANGUAGE } from "./language";
import { type Message, say, spoken } from "./words";

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(svelte|ts)$/.test(entry.name) && !entry.name.endsWith(".test.ts") ? [readFileSync(path, "utf8")] : [];
  });
}

const code = sources("src").join("\n");

test("every text of the pages is said somewhere", () => {
  const own = Object.keys(catalogue).filter((word) => !word.includes("."));
  const unsaid = own.filter((word) => !code.includes(`"${word}"`));

  expect(unsaid).toEqual([]);
});

test("no component says a sentence of its own", () => {
  const markup = code.replace(/<script[\s\S]*?<\/script>/g, "").split("\n").filter((line) => /^\s*</.test(line));
  const spoken = markup.filter((line) => />\s*[A-Z][a-z]+ [a-z]+[^<{]*</.test(line));

  expect(spoken).toEqual([]);
});

test("values stand where the braces were", () => {
  expect(say("against_title", { title: "a twin" })).toContain("a twin");
});

test("a value that is missing leaves its name in braces, so that it is seen", () => {
  expect(say("against_title")).toContain("{title}");
});

test("a message of the program is said with the words and numbers of the program", () => {
  for (const { text, ...message } of said) {
    expect((spoken(message as unknown) as string).replaceAll("\u00a0", " ")).toBe(text);
  }
});

test("messages are said wherever they stand in data, and data stays", () => {
  const message: Message = { say: "kind.published", with: { title: { say: "kind.fine", with: {} } } };

  const found = spoken({ rows: [{ title: message, share: 0.5 }, null], days: [1, null] });

  expect(found).toEqual({ rows: [{ title: "people fined, as published", share: 0.5 }, null], days: [1, null] });
});

test("one thing is counted in the singular and two in the plural", () => {
  expect([1, 2].map((count) => say("draws", { count }))).toEqual(["1 draw", "2 draws"]);
});

test("a text with forms has every form that its language counts in, and no other", () => {
  const forms = new Intl.PluralRules(LANGUAGE).resolvedOptions().pluralCategories.toSorted();
  const told = Object.values(catalogue).filter((entry) => typeof entry !== "string");

  expect(told.length).toBeGreaterThan(0);
  for (const entry of told) expect(Object.keys(entry).toSorted()).toEqual(forms);
});
