import { getContext, setContext } from "svelte";
import type { Rest } from "../charts/ratios";
import { count, percent } from "../lib/numbers";
import type { Evidence, Payload, Resting } from "../lib/payload";
import { say } from "../lib/words";

const LINKED = "resting-linked";

/** Say that the page has a table of what figures rest on, to which they can link. */
export function linkResting(): void {
  setContext(LINKED, true);
}

/** A function that says what some figures rest on, each with a link where the page has their lines. */
export function restingOf(payload: () => Payload): (keys: string[]) => Rest[] {
  const linked = getContext(LINKED) === true;
  return (keys) =>
    keys.flatMap((key) => {
      const found = figuresOf(payload()).find((one) => one.key === key);
      if (found === undefined) return [];
      return [{ text: say("rests_assumed", { share: percent(found.assumed) }), href: linked ? `#${anchorOf(key)}` : "" }];
    });
}

/** What the figures rest on; nothing where a damaged result does not tell it. */
export function figuresOf(payload: Payload): readonly Resting[] {
  return (payload.evidence as Evidence | undefined)?.figures ?? [];
}

/** Id of the line that says what a figure rests on. */
export function anchorOf(key: string): string {
  return `rests-${key}`;
}

/** What the work claimed rests on, in a sentence; empty where it is not told. */
export function assumedWords(payload: Payload, key: string): string {
  const found = figuresOf(payload).find((one) => one.key === key);
  return found === undefined ? "" : say("rests_of_claimed", { count: count(total(found)), share: percent(found.assumed) });
}

/** How many numbers stand behind a figure. */
export function total(figure: Resting): number {
  return Object.values(figure.records).reduce((sum, one) => sum + one, 0);
}

/** Figures of which a table would say the same, in one line. */
export function alike(evidence: Evidence): Resting[][] {
  const titles = new Map(evidence.stages.map((one) => [one.key, `${one.title} ${one.records.length}`]));
  const lines = new Map<string, Resting[]>();
  for (const figure of evidence.figures) {
    const stages = figure.stages.map((one) => titles.get(one));
    const key = JSON.stringify([stages, figure.records, figure.paragraphs, figure.works]);
    lines.set(key, [...(lines.get(key) ?? []), figure]);
  }
  return [...lines.values()];
}

/** Numbers in order with runs drawn together: 1–3, 5. */
export function runs(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const one of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === one - 1) last[1] = one;
    else found.push([one, one]);
  }
  return found.map(([from, until]) => (from === until ? String(from) : `${from}–${until}`)).join(", ");
}
