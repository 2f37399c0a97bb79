import type { Flow } from "../lib/payload";

type Work = NonNullable<Flow["work"]>;

/** One change between two steps as a ribbon: where it starts on the bar and where it lands below. */
export interface Ribbon {
  key: string;
  title: string;
  share: number;
  path: string;
  x: number;
}

export interface Layout {
  bars: { key: string; title: string; share: number | null; x: number; height: number }[];
  streams: string[];
  losses: Ribbon[];
  gains: Ribbon[];
}

export const BAR = 9;

/** Bars, the stream between them, and what leaves or joins it, in drawing units. */
export function layoutOf(work: Work, width: number, height: number, depth: number): Layout {
  const steps = work.steps;
  const largest = Math.max(1, ...steps.map((step) => step.share ?? 0));
  const tall = (share: number | null) => ((share ?? 0) / largest) * height;
  const gap = (width - BAR) / Math.max(1, steps.length);
  const bars = steps.map((step, n) => ({ ...step, x: n * gap, height: tall(step.share) }));
  const streams: string[] = [];
  const losses: Ribbon[] = [];
  const gains: Ribbon[] = [];
  bars.slice(0, -1).forEach((bar, n) => {
    const next = bars[n + 1];
    if (next === undefined) return;
    const kept = Math.min(bar.height, next.height);
    streams.push(`M${bar.x + BAR},0H${next.x}V${kept}H${bar.x + BAR}z`);
    const between = work.changes.filter((change) => change.from === bar.key && change.to === next.key);
    losses.push(...peel(between.filter((c) => (c.share ?? 0) < 0), bar.x + BAR, bar.height, gap, tall, depth));
    gains.push(...join(between.filter((c) => (c.share ?? 0) > 0), next.x, next.height, gap, tall, depth));
  });
  return { bars, streams, losses, gains };
}

type Changes = Work["changes"];

function peel(
  changes: Changes, x: number, bottom: number, gap: number, tall: (s: number) => number, depth: number,
): Ribbon[] {
  let from = bottom;
  return changes.map((change, n) => {
    const thick = Math.max(1, tall(-(change.share ?? 0)));
    const wide = Math.min(thick, gap * 0.3);
    const landing = x + gap * 0.16 + n * gap * 0.3;
    const top = from - thick;
    const path = ribbon(x, top, from, landing, wide, depth);
    from = top;
    return { key: change.key, title: change.title, share: change.share ?? 0, path, x: landing + wide / 2 };
  });
}

function join(
  changes: Changes, x: number, bottom: number, gap: number, tall: (s: number) => number, depth: number,
): Ribbon[] {
  let from = bottom;
  return changes.map((change, n) => {
    const thick = Math.max(1, tall(change.share ?? 0));
    const wide = Math.min(thick, gap * 0.3);
    const landing = x - gap * 0.3 - n * gap * 0.3;
    const top = from - thick;
    const path = ribbon(x, top, from, landing, wide, depth);
    from = top;
    return { key: change.key, title: change.title, share: change.share ?? 0, path, x: landing + wide / 2 };
  });
}

/** Band that bends from an upright edge at `x` to a level edge at depth. */
function ribbon(x: number, top: number, bottom: number, landing: number, wide: number, depth: number): string {
  const right = landing + wide;
  const outer = x < landing ? [right, landing] : [landing, right];
  return `M${x},${top}C${outer[0]},${top} ${outer[0]},${top} ${outer[0]},${depth}`
    + `H${outer[1]}C${outer[1]},${bottom} ${outer[1]},${bottom} ${x},${bottom}z`;
}
