import catalogue from "./words.en.json";

export type Word = keyof typeof catalogue;
type Values = Record<string, string | number>;

/** Language of the catalogue: how numbers and dates are written, and which forms a count takes. */
export const LANGUAGE = "en-GB";
const plurals = new Intl.PluralRules(LANGUAGE);

/** A text of the catalogue, with {names} in braces replaced by values; of several forms the one that the count takes. */
export function say(word: Word, values: Values = {}): string {
  const entry: string | Partial<Record<Intl.LDMLPluralRule, string>> = catalogue[word];
  const text = typeof entry === "string" ? entry : entry[plurals.select(counted(values))] ?? entry.other ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What a text counts: `count`, else the first number given. */
function counted(values: Values): number {
  return Number(values.count ?? Object.values(values).find((value) => typeof value === "number") ?? 0);
}
