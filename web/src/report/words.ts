import type { Group } from "../charts/ratios";
import { widest } from "../lib/numbers";
import type { About, Line, Payload } from "../lib/payload";
import { say, type Word } from "../lib/words";

/** What the ranges of a result are ranges of. */
export function rangeWords(about: About): string {
  if (about.draws > 1) {
    const whole = say("range_draws", { count: about.draws });
    return about.drawn_on === null ? whole : `${whole} ${say("range_part", about.drawn_on)}`;
  }
  if (about.replicates > 1) return say("range_seeds", { count: about.replicates });
  return say("range_one");
}

/** Whether what scenarios are held against is their own days without the orders, and not another campaign. */
export function againstTwins(payload: Payload): boolean {
  return payload.scenarios.every(({ against }) => against === null || payload.scenarios[against]?.directives.length === 0);
}

/** Heading of a column of ratios. */
export function ratioTo(payload: Payload): string {
  return say(againstTwins(payload) ? "ratio" : "ratio_base");
}

/** Caption of a chart of lines: what lines and bands are, or that there are none. */
export function bandWords(lines: readonly Line[], about: About): string {
  const banded = lines.find((line) => line.over !== "one");
  if (banded === undefined) return say("one_caption");
  const word = about.kind === "comparison" ? "band_caption" : "band_caption_run";
  return say(word, { of: of(banded.over === "draws", banded.count, about) });
}

/** Caption of a table of ratios: what its dots and ranges are, or that there are none. */
export function ratioWords(groups: readonly Group[], about: About, dot: Word = "dot_written"): string {
  const range = groups.flatMap((group) => group.marks.map(widest)).find((one) => one !== null);
  if (range == null) return say("one_dot");
  return say("range_caption", { dot: say(dot), of: of(range.over === "draws", range.count, about) });
}

/** What the numbers of a comparison that are no ratios with a range are taken over; null for runs, and for damage. */
function over(payload: Payload): { draws: boolean; count: number } | null {
  const line = payload.about.kind === "comparison" ? payload.series?.[0]?.lines?.[0] : undefined;
  return line === undefined || line.over === "one" ? null : { draws: line.over === "draws", count: line.count };
}

/** What the dots of groups are: those of a comparison with draws are counted over all of them. */
export function groupDot(payload: Payload): Word {
  return over(payload)?.draws === true ? "dot_draws" : "dot_written";
}

/** Caption of numbers of which each is the middle of draws or replicates; empty for runs. */
export function middleWords(payload: Payload, word: Word = "middle_caption"): string {
  const found = over(payload);
  return found === null ? "" : say(word, { of: of(found.draws, found.count, payload.about) });
}

/** Caption of numbers that are counted over all draws or replicates; empty for runs. */
export function pooledWords(payload: Payload): string {
  const found = over(payload);
  return found === null ? "" : say(found.draws ? "pooled_draws" : "pooled_seeds");
}

function of(draws: boolean, count: number, about: About): string {
  if (!draws) return say("of_seeds", { count });
  return say("of_draws", { count }) + (about.drawn_on === null ? "" : say("on_part", about.drawn_on));
}

const AXES: Record<string, Word> = {
  quintile: "axis_quintile", class: "axis_class", flag: "axis_flag", sex: "axis_sex", age: "axis_age",
};

const GROUPS: Record<string, Word> = {
  quintile: "group_quintile", class: "group_class", sex: "group_sex", age: "group_age",
};

/** A group by itself, away from a heading that says what divides people: "richest fifth", "aged 17-34". */
export function groupWords(axis: string, title: string): string {
  const word = GROUPS[axis];
  return word === undefined ? title : say(word, { title });
}

/** What the rows of a block divide, in the page's words; the payload's own where the page has none. */
export function axisWords(axis: string): string {
  const word = AXES[axis];
  return word === undefined ? axis : say(word);
}
