import { scaleLog, type ScaleLogarithmic } from "d3-scale";
import { widest } from "../lib/numbers";
import type { Maybe, Range } from "../lib/payload";

/** What a row rests on, in a few words; `href` is empty where the page has no place that says more. */
export interface Rest {
  text: string;
  href: string;
}

/** One mark on the axis of ratios: a dot with its ranges. */
export interface Mark {
  key: string;
  label: string;
  colour: string;
  /** Filled: what happened. Open: what was told. */
  filled: boolean;
  ratio: Maybe;
  seeds: Range | null;
  draws: Range | null;
  /** Said in place of a mark: too few, or nothing to compare with. */
  instead: string;
  cells: string[];
  rests?: Rest[];
}

export interface Group {
  key: string;
  title: string;
  note: string;
  rests?: Rest[];
  marks: Mark[];
}

/** Groups whose ranges are all of one kind: beside a range over draws, one over seeds alone would look as sure. */
export function ofOneKind(groups: readonly Group[]): Group[] {
  const drawn = groups.some((group) => group.marks.some((mark) => mark.draws !== null));
  if (!drawn) return [...groups];
  return groups.map((group) => ({ ...group, marks: group.marks.map((mark) => ({ ...mark, seeds: null })) }));
}

const LEAST = 0.02;
const MOST = 500;
const STEPS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Axis of ratios that holds every mark and range and the 1 of the twin. */
export function axisOf(groups: readonly Group[], width: number): ScaleLogarithmic<number, number> {
  const values = groups.flatMap((group) => group.marks.flatMap(({ ratio, ...rest }) => {
    const range = widest(rest);
    return [ratio, range?.low90, range?.high90].filter((value) => typeof value === "number" && value > 0);
  })) as number[];
  const low = Math.max(LEAST, Math.min(0.5, ...values));
  const high = Math.min(MOST, Math.max(2, ...values));
  return scaleLog([low / 1.15, high * 1.15], [6, Math.max(7, width - 6)]).clamp(true);
}

/** Ratios to label: a 1-2-5 series, thinned where it is crowded. */
export function ticksOf(axis: ScaleLogarithmic<number, number>): number[] {
  const [low = 1, high = 1] = axis.domain();
  const [left = 0, right = 1] = axis.range();
  const held = STEPS.filter((step) => step >= low && step <= high);
  const room = Math.floor((right - left) / 38);
  return held.length <= room ? held : held.filter((step) => Math.abs(Math.log10(step) - Math.round(Math.log10(step))) < 1e-9);
}
