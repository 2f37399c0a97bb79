import catalogue from "./words.en.json";

export type Word = keyof typeof catalogue;

/** A text of the catalogue, with {names} in braces replaced by values. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  return catalogue[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
