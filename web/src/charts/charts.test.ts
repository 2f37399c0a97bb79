import { describe, expect, test } from "vitest";
import { invented, range } from "../fixtures/invented";
import { layoutOf } from "./flow";
import { apart, bandOf, datesOf, type Drawn, frameOf, lastDay, pathOf, topOf, lettersOf, wrapped } from "./lines";
import { axisOf, type Group, ofOneKind, ticksOf } from "./ratios";

const DRAWN: Drawn = {
  key: "a", label: "a", colour: "", dash: "", median: [1, null, 3, 2, null],
  low50: null, high50: null, low90: [0, 0, 1, 1, 1], high90: [2, 2, 6, 3, 3],
};

function group(ratio: number, low: number, high: number): Group {
  const mark = { key: "m", label: "", colour: "", filled: true, ratio, seeds: null, draws: { ...range(ratio, 0.1), low90: low, high90: high }, instead: "", cells: [] };
  return { key: "g", title: "", note: "", marks: [mark] };
}

test("the top of a chart holds its widest band", () => {
  expect(topOf([DRAWN])).toBe(6);
});

test("a line breaks where a day is hidden", () => {
  const path = pathOf(DRAWN.median, frameOf(5, 6, 100, 100));

  expect(path.match(/M/g)).toHaveLength(2);
});

test("a line without a range has no band", () => {
  expect(bandOf(DRAWN.low50, DRAWN.high50, frameOf(5, 6, 100, 100))).toBe("");
});

test("the label of a line stands at its last day that can be told", () => {
  expect(lastDay(DRAWN.median)).toBe(3);
});

test("labels that would touch are moved apart and stay inside", () => {
  const placed = apart([98, 100, 99], [14, 14, 14], 100).sort((a, b) => a - b);

  expect(placed[1]! - placed[0]!).toBeGreaterThanOrEqual(14);
  expect(placed[2]! - placed[1]!).toBeGreaterThanOrEqual(14);
  expect(placed[2]).toBeLessThanOrEqual(100);
});

test("a label of three rows keeps the next one three rows away", () => {
  const [upper = 0, lower = 0] = apart([50, 51], [42, 14], 200);

  expect(lower - upper).toBeGreaterThanOrEqual(42);
});

test("an axis of half a year names the first of each month", () => {
  expect(datesOf("2015-06-01", 192, 9)).toEqual([0, 30, 61, 92, 122, 153, 183]);
});

test("an axis of three years names no more months than there is room for", () => {
  const dates = datesOf("2017-01-01", 1095, 6);

  expect(dates.length).toBeGreaterThan(1);
  expect(dates.length).toBeLessThanOrEqual(6);
});

test("an axis of three weeks names days of the run", () => {
  expect(datesOf("2015-07-03", 21, 5)).toContain(0);
});

test("a long label is broken between words", () => {
  expect(wrapped("claimed by the places", 10)).toEqual(["claimed by", "the places"]);
});

test("the axis of ratios holds every range and the twin's 1", () => {
  const axis = axisOf([group(0.3, 0.1, 0.9)], 300);
  const [low = 0, high = 0] = axis.domain();

  expect(low).toBeLessThan(0.1);
  expect(high).toBeGreaterThan(1);
});

test("no range over seeds stands in one table with ranges over draws", () => {
  const drawn = group(2, 1.5, 3);
  const [mark] = drawn.marks;
  const seeded: Group = { ...drawn, key: "s", marks: [{ ...mark!, seeds: range(2, 0.1, "seeds"), draws: null }] };

  expect(ofOneKind([drawn, seeded])[1]?.marks[0]?.seeds).toBeNull();
  expect(ofOneKind([seeded])[0]?.marks[0]?.seeds).not.toBeNull();
});

test("equal ratios up and down lie equally far from 1", () => {
  const axis = axisOf([group(1, 0.25, 4)], 300);

  expect(axis(4) - axis(1)).toBeCloseTo(axis(1) - axis(0.25));
});

test("a narrow axis over many sizes still names the twin's 1", () => {
  expect(ticksOf(axisOf([group(20, 0.02, 400)], 200))).toEqual([0.1, 1, 10, 100]);
});

test("the heights of the flow are the shares of the work ordered", () => {
  const work = invented().flow[0]!.work!;
  const { bars } = layoutOf(work, 800, 200, 240);

  expect(bars.map((bar) => bar.height)).toEqual(work.steps.map((step) => step.share! * 200));
});

test("every loss leaves the flow and every addition joins it", () => {
  const work = invented().flow[0]!.work!;
  const { losses, gains } = layoutOf(work, 800, 200, 240);

  expect(losses.map((one) => one.key)).toEqual(["late", "bent", "hours", "shirked", "doubted"]);
  expect(gains.map((one) => one.key)).toEqual(["padded"]);
});

test("a step that cannot be told has no height", () => {
  const work = invented().flow[0]!.work!;
  work.steps[1]!.share = null;

  expect(layoutOf(work, 800, 200, 240).bars[1]!.height).toBe(0);
});

describe("labels in a script that is no Latin one", () => {
  test("a sign of Korean takes the room of two letters", () => {
    expect([lettersOf("held"), lettersOf("구금된 사람")]).toEqual([4, 11]);
  });

  test("words of Korean are kept whole where they fit", () => {
    expect(wrapped("구금된 사람", 7)).toEqual(["구금된", "사람"]);
  });

  test("what is written without spaces is parted anywhere", () => {
    expect(wrapped("被拘留的人数", 6)).toEqual(["被拘留", "的人数"]);
  });
});
