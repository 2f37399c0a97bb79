import { max } from "d3-array";
import { scaleLinear, type ScaleLinear } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import type { Maybe } from "../lib/payload";

/** A line over the days with its bands. */
export interface Drawn {
  key: string;
  label: string;
  /** One sign that stands for the label where there are many lines. */
  mark?: string;
  colour: string;
  dash: string;
  median: readonly Maybe[];
  low50: readonly Maybe[] | null;
  high50: readonly Maybe[] | null;
  low90: readonly Maybe[] | null;
  high90: readonly Maybe[] | null;
}

/** Lines that are named at their ends; more bear their marks. */
export const MOST_NAMED = 3;

export interface Frame {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
}

/** Highest number that a chart of these lines has to hold. */
export function topOf(lines: readonly Drawn[]): number {
  const each = lines.flatMap((drawn) => [max(drawn.high90 ?? [], real), max(drawn.median, real)]);
  return max(each.filter((value) => value !== undefined)) || 1;
}

function real(value: Maybe): number | undefined {
  return value ?? undefined;
}

/** Scales of a drawing area; y starts at zero, as bands are read by their height. */
export function frameOf(days: number, top: number, width: number, height: number): Frame {
  return {
    x: scaleLinear([0, Math.max(1, days - 1)], [0, width]),
    y: scaleLinear([0, top], [height, 0]).nice(4),
  };
}

/** Path of one line, broken where a day is hidden. */
export function pathOf(values: readonly Maybe[], { x, y }: Frame): string {
  const draw = line<Maybe>((_, day) => x(day), (value) => y(value ?? 0));
  return draw.defined((value) => value !== null).curve(curveMonotoneX)(values) ?? "";
}

/** Path of a band between two lines. */
export function bandOf(low: readonly Maybe[] | null, high: readonly Maybe[] | null, { x, y }: Frame): string {
  if (low === null || high === null) return "";
  const draw = area<Maybe>((_, day) => x(day), (value) => y(value ?? 0), (_, day) => y(high[day] ?? 0));
  return draw.defined((value, day) => value !== null && (high[day] ?? null) !== null).curve(curveMonotoneX)(low) ?? "";
}

/** Last day on which a line can be told. */
export function lastDay(values: readonly Maybe[]): number {
  return values.findLastIndex((value) => value !== null);
}

/** Heights moved apart so that labels of some sizes do not touch, in the order of what they name. */
export function apart(heights: readonly number[], sizes: readonly number[], bottom: number): number[] {
  const order = heights.map((_, n) => n).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed = [...heights];
  let free = -Infinity;
  for (const n of order) {
    placed[n] = Math.max(placed[n] ?? 0, free);
    free = (placed[n] ?? 0) + (sizes[n] ?? 0);
  }
  free = bottom + Math.min(...sizes);
  for (const n of order.reverse()) {
    placed[n] = Math.min(placed[n] ?? 0, free - (sizes[n] ?? 0));
    free = placed[n] ?? 0;
  }
  return placed;
}

/** Days to name on an axis: the first of months, as many as there is room for; evenly over a run of few weeks. */
export function datesOf(start: string, days: number, room: number): number[] {
  const first = new Date(`${start}T00:00:00Z`);
  const months: number[] = [];
  for (let month = first.getUTCDate() === 1 ? 0 : 1; ; month++) {
    const day = Math.round((Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1) - first.getTime()) / 86_400_000);
    if (day >= days) break;
    months.push(day);
  }
  const most = Math.max(2, room);
  if (months.length < 2) return scaleLinear([0, Math.max(1, days - 1)], [0, 1]).ticks(most).filter(Number.isInteger);
  const every = [1, 2, 3, 6, 12, 24, 60].find((step) => months.length / step <= most) ?? 120;
  return months.filter((_, n) => n % every === 0);
}

// Signs of Korean, Chinese and Japanese are twice as wide as Latin ones, and a line may end after each.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Width of a text, in Latin letters. */
export function lettersOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 2 : 1), 0);
}

/** A label in lines of at most so many Latin letters; one word may be longer, unless its script can be parted anywhere. */
export function wrapped(text: string, letters: number): string[] {
  const rows: string[] = [];
  for (const [n, word] of text.split(" ").entries()) {
    const long = WIDE.test(word) && lettersOf(word) > letters;
    for (const [part, sign] of (long ? [...word] : [word]).entries()) {
      const last = rows.at(-1);
      const joined = `${last}${n > 0 && part === 0 ? " " : ""}${sign}`;
      if (last !== undefined && lettersOf(joined) <= letters) rows[rows.length - 1] = joined;
      else rows.push(sign);
    }
  }
  return rows;
}
