import catalogue from "../../../src/clampdown/words/en.json";
import { FORMS } from "./forms";
import { LANGUAGE } from "./language";

export type Word = keyof typeof catalogue;
/** A text that the program composed: a word of the catalogue, and what stands in its places. */
export interface Message {
  say: Word;
  with: Record<string, Value>;
}
type Value = string | number | null | Message | (string | Message)[];
type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

const plurals = new Intl.PluralRules(LANGUAGE);

/** A text of the catalogue, with {places} in braces replaced by values; of several forms the one that the count takes. */
export function say(word: Word, values: Record<string, Value> = {}): string {
  const entry: string | Forms = catalogue[word];
  const text = typeof entry === "string" ? entry : entry[plurals.select(counted(values))] ?? entry.other ?? "";
  return text.replace(/\{(\w+)(?::(\w+))?\}/g, (whole, name: string, form: string = "") => {
    const value = values[name];
    return value === undefined ? whole : shown(value, form);
  });
}

/** Data of the program with every message in it said; the data itself is changed. */
export function spoken<T>(data: T): T;
export function spoken(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (isMessage(data)) return say(data.say, data.with);
  const parts = data as Record<string, unknown>; // of a list, its places
  for (const [name, part] of Object.entries(parts)) if (typeof part === "object") parts[name] = spoken(part);
  return data;
}

function isMessage(data: object): data is Message {
  return "say" in data && "with" in data && String(data.say) in catalogue && typeof data.with === "object" && data.with !== null;
}

/** What a text counts: `count`, else the first number given. */
function counted(values: Record<string, Value>): number {
  return Number(values.count ?? Object.values(values).find((value) => typeof value === "number") ?? 0);
}

/** A value in the form that its place asks for. */
function shown(value: Value, form: string): string {
  const texts = (parts: (string | Message)[]) => parts.map((part) => spoken(part) as string);
  if (Array.isArray(value)) return (FORMS.texts[form] ?? String)(texts(value));
  if (value === null || typeof value === "number") return (FORMS.numbers[form] ?? String)(value);
  return spoken(value) as string;
}
