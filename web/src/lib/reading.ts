import type { Payload } from "./payload";
import { say, spoken } from "./words";

export const FORMAT = 1;

/** A payload from its JSON text, or a sentence that says what is wrong with it. */
export function read(text: string): { payload: Payload } | { sentence: string } {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { sentence: say("damaged") };
  }
  return accept(found);
}

/** A parsed payload, or a sentence that says what is wrong with it. */
export function accept(found: unknown): { payload: Payload } | { sentence: string } {
  const format = (found as Payload | null)?.about?.format as unknown;
  if (typeof format !== "number") return { sentence: say("damaged") };
  if (format !== FORMAT) return { sentence: say("other_format", { found: format, wanted: FORMAT }) };
  return { payload: spoken(found as Payload) };
}
