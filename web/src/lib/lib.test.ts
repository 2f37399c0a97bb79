import { describe, expect, test } from "vitest";
import dprk from "../../../src/clampdown/packs/dprk/outlines.json";
import { invented, range } from "../fixtures/invented";
import { frameOf, HIDDEN, Layer, stepOf } from "./bytes";
import { geometryOf, tiles } from "./geometry";
import { looksOf } from "./look";
import { dayLong, dayOf, ends, formOf, percent, quantity, times } from "./numbers";
import type { MapMetric, Scenario } from "./payload";
import { accept, read } from "./reading";
import { say } from "./words";

const METRIC: MapMetric = {
  key: "held", title: "held", unit: "per 1,000", areas: "provinces", frames: [0, 1, 5], scale: [0, 127],
  layers: [{ scenario: 0, data: btoa(String.fromCharCode(0, 254, 255, 2, 4, 6)), noise: btoa(String.fromCharCode(0, 1, 0, 0, 0, 0)) }],
};

describe("numbers", () => {
  test("a quantity keeps two significant digits", () => {
    expect([quantity(0.1234), quantity(48.7), quantity(12_345)]).toEqual(["0.12", "49", "12,000"]);
  });

  test("a ratio keeps its second digit even where that is a zero", () => {
    expect(times(3)).toBe("3.0×");
  });

  test("a number that cannot be told is said to be hidden, never zero", () => {
    expect([quantity(null), percent(null), times(null)]).toEqual(Array(3).fill(say("hidden")));
  });

  test("a range says its sign once", () => {
    expect(ends({ low90: 1.5, high90: 3 }, times)).toBe("1.5–3.0×");
  });

  test("a range with an open end is not shown", () => {
    expect(ends({ low90: null, high90: 3 }, times)).toBe("");
  });

  test("shares are read as percentages and other units are not", () => {
    expect([formOf("share of offences")(0.5), formOf("per 1,000 people")(0.5)]).toEqual(["50\u00a0%", "0.5"]);
  });

  test("a day of the run has the date of the calendar", () => {
    expect(dayLong("2015-07-01", 31)).toBe("1 August 2015");
  });
});

describe("bytes of a map", () => {
  const layer = new Layer(METRIC, METRIC.layers[0]!);

  test("the ends of the scale come back as the scale says", () => {
    expect([layer.value(0, 0), layer.value(0, 1)]).toEqual([0, 127]);
  });

  test("the hidden byte has no value", () => {
    expect([layer.byte(1, 0), layer.value(1, 0)]).toEqual([HIDDEN, null]);
  });

  test("noise is marked for its own area only", () => {
    expect([layer.inNoise(0, 0), layer.inNoise(0, 1)]).toEqual([false, true]);
  });

  test("a day between two frames shows the earlier one", () => {
    expect([frameOf(METRIC, 0), frameOf(METRIC, 4), frameOf(METRIC, 9)]).toEqual([0, 1, 2]);
  });

  test("the highest byte falls into the last step", () => {
    expect([stepOf(0, 6), stepOf(254, 6)]).toEqual([0, 5]);
  });
});

describe("geometry", () => {
  test("a pack without outlines gets a tile for each province and place, none on another", () => {
    const map = invented().map!;
    const made = tiles(map);

    expect(Object.keys(made.places)).toHaveLength(map.places.length);
    expect(new Set(Object.values(made.places).map((place) => place.path)).size).toBe(map.places.length);
  });

  test("the drawn country is used for its pack alone", () => {
    const map = invented().map!;

    expect([geometryOf("dprk", map).tiles, geometryOf("toytown", map).tiles]).toEqual([false, true]);
  });

  test("every county of the drawing has a shape and lies in a province of the drawing", () => {
    for (const place of Object.values(dprk.places)) {
      expect(place.path).toMatch(/^M/);
      expect(Object.keys(dprk.provinces)).toContain(place.province);
    }
  });
});

describe("looks", () => {
  const scenario = (against: number | null): Scenario => ({ id: "", title: "", against, role: "arm", directives: [] });

  test("five scenarios differ in colour and in dash", () => {
    const looks = looksOf([null, 0, 0, 0, 0].map(scenario));

    expect(new Set(looks.map((look) => look.colour)).size).toBe(5);
    expect(new Set(looks.map((look) => look.dash)).size).toBe(5);
  });

  test("five scenarios with five twins of one name differ in colour, dash and title", () => {
    const looks = looksOf([0, 1, 2, 3, 4].flatMap((n) => [
      { ...scenario(null), title: "Quiet days" }, { ...scenario(2 * n), title: `Campaign ${n}` },
    ]));

    expect(new Set(looks.map((look) => look.colour)).size).toBe(10);
    expect(new Set(looks.map((look) => look.dash)).size).toBe(10);
    expect(new Set(looks.map((look) => look.title)).size).toBe(10);
  });
});

describe("reading", () => {
  test("a payload of this format is accepted", () => {
    expect(read(JSON.stringify(invented()))).toHaveProperty("payload");
  });

  test("a payload of another format is refused with both numbers", () => {
    const other = { about: { format: 99 } };

    expect(accept(other)).toEqual({ sentence: say("other_format", { found: 99, wanted: 1 }) });
  });

  test("what is no payload is refused in a sentence", () => {
    expect([read("null"), read("{"), accept([])]).toEqual(Array(3).fill({ sentence: say("damaged") }));
  });
});

test("an invented range lies around its middle", () => {
  const made = range(2, 0.1);

  expect(made.low90!).toBeLessThan(made.low50!);
  expect(made.high90!).toBeGreaterThan(made.high50!);
});

test.each([[192, "2 Feb"], [1125, "2 February 2017"]])("a day of a run of %i days has its year where it comes more than once", (days, told) => {
  expect(dayOf("2017-01-01", 32, days)).toBe(told);
});
