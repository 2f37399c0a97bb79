import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { invented } from "../fixtures/invented";
import run from "../fixtures/run.json";
import { accept, read } from "../lib/reading";
import type { Payload } from "../lib/payload";
import { say } from "../lib/words";
import Report from "./Report.svelte";
import Root from "./Root.svelte";

const TITLES = {
  cost: "cost_title", flow: "flow_title", map: "map_title", who: "who_title", outsiders: "outsiders_title",
  writing: "writing_title", trace: "trace_title", why_held: "why_title", evidence: "evidence_title", repeat: "repeat_title",
} as const;

function harmed(changes: Record<string, unknown>): Payload {
  return { ...invented(), ...changes } as Payload;
}

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Titles of the parts that say they cannot be shown. */
function failed(): string[] {
  return screen.queryAllByText(say("part_failed")).map((one) => one.closest("section")?.querySelector("h2")?.textContent ?? "");
}

test.each(Object.entries(TITLES))("a result without its %s says so in its place and shows the rest", (field, title) => {
  const payload = harmed({ [field]: field === "map" ? { metrics: [null] } : undefined });

  render(Report, { payload });

  expect(failed()).toContain(say(title));
  expect(failed().length).toBeLessThan(5);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(payload.headline.text);
});

describe("a damaged result", () => {
  test("without its headline still shows the figures", () => {
    render(Report, { payload: harmed({ headline: undefined }) });

    expect(failed()).toEqual([say("what_title")]);
    expect(screen.getByText("Deaths in custody")).toBeTruthy();
  });

  test("without its series still shows the map and what may be written", () => {
    render(Report, { payload: harmed({ series: null }) });

    expect(failed()).toEqual([say("orders_title"), say("street_title"), say("mood_title")]);
    expect(screen.getByText(say("may_not"))).toBeTruthy();
  });

  test("without its scenarios is a page of sentences rather than no page", () => {
    render(Report, { payload: harmed({ scenarios: null }) });

    expect(failed()).toContain(say("cost_title"));
    expect(screen.getByText(say("fonts"))).toBeTruthy();
  });

  test("whose map has the wrong number of cells does not put values into other provinces", () => {
    const payload = invented();
    payload.map!.metrics[0]!.layers[0]!.data = payload.map!.metrics[0]!.layers[0]!.data.slice(0, -8);

    render(Report, { payload });

    expect(failed()).toEqual([say("map_title")]);
  });

  test("whose map is no base64 says so there", () => {
    const payload = invented();
    payload.map!.metrics[0]!.layers[0]!.data = "§§§";

    render(Report, { payload });

    expect(failed()).toEqual([say("map_title")]);
  });

  test("opened as a lesson says a sentence", async () => {
    render(Root, { payload: harmed({ scenarios: undefined }), fragment: "#lesson" });
    await fireEvent.click(screen.getByText(say("lesson_reveal")));

    expect(screen.getByRole("alert").textContent).toBe(say("damaged"));
  });

  test("with nothing but empty lists is shown", () => {
    const empty = { cost: [], flow: [], series: [], map: null, who: [], mood: [], outsiders: [], trace: [], why_held: [], repeat: [], gaps: [] };
    render(Report, { payload: { ...(run as unknown as Payload), ...empty, evidence: { counts: {}, records: [] } as never } });

    expect(failed()).toEqual([]);
  });
});

describe("two runs of one scenario", () => {
  test("stand side by side", () => {
    const payload = invented();
    const arm = payload.scenarios[1]!;
    payload.scenarios = [payload.scenarios[0]!, arm, { ...arm }];
    payload.cost = [payload.cost[0]!, { ...payload.cost[0]!, scenario: 2 }];
    payload.series = payload.series.map((one) => ({ ...one, lines: [...one.lines, { ...one.lines[0]!, scenario: 2 }] }));

    render(Report, { payload });

    expect(failed()).toEqual([]);
  });
});

describe("what is no payload", () => {
  test.each(["", "null", "3", "[]", '"text"', "{}", '{"about":null}', '{"about":{}}', '{"about":{"format":', "\u0000", "undefined"])("is told as damaged: %j", (text) => {
    expect(read(text)).toEqual({ sentence: say("damaged") });
  });

  test.each([0, 2, -1, 1e99])("of format %d is told with its number", (format) => {
    expect(accept({ about: { format } })).toEqual({ sentence: say("other_format", { found: format, wanted: 1 }) });
  });

  test.each([[null], ["1"], [[1]], [{}], [true], ["<img src=x onerror=alert(1)>"]])("of a format that is no number is told as damaged: %j", (format) => {
    expect(accept({ about: { format } })).toEqual({ sentence: say("damaged") });
  });
});
