import type { Drawn } from "../charts/lines";
import type { Look } from "../lib/look";
import type { Line, Payload, Series } from "../lib/payload";
import { say } from "../lib/words";

/** How the stages of an order are drawn in one chart; what is done takes the colour of its scenario. */
const STAGES: Record<string, { colour: string; dash: string }> = {
  ordered: { colour: "#5c574e", dash: "7 4" },
  claimed: { colour: "#8a6100", dash: "3 3" },
  believed: { colour: "#6c4394", dash: "10 3 2 3" },
};

/** Whether anything of a line can be told. */
export function told(line: Line): boolean {
  return line.median.some((value) => value !== null && value !== 0);
}

function drawn(line: Line, key: string, label: string, colour: string, dash: string): Drawn {
  return { ...line, key, label, colour, dash };
}

/** One thing, a line for each scenario. */
export function byScenario(series: Series, looks: readonly Look[]): Drawn[] {
  return series.lines.map((line) => {
    const look = looks[line.scenario];
    return { ...drawn(line, String(line.scenario), look?.title ?? "", look?.colour ?? "", look?.dash ?? ""), mark: look?.mark ?? "" };
  });
}

/** One scenario, a line for each stage of its orders. */
export function byStage(all: readonly Series[], scenario: number, look: Look): Drawn[] {
  return all.flatMap((series) => {
    const line = series.lines.find((one) => one.scenario === scenario);
    if (line === undefined || !told(line)) return [];
    const stage = Object.entries(STAGES).find(([key]) => series.key.includes(key))?.[1];
    return [drawn(line, series.key, series.title, stage?.colour ?? look.colour, stage?.dash ?? "")];
  });
}

/** What is asked for, as the whole of which the other lines are shares: only where one of them is told. */
export function asked(lines: readonly Drawn[], unit: string): Drawn[] {
  const done = lines.find((line) => line.key === "executed");
  if (done === undefined || !unit.startsWith("share")) return [];
  const median = done.median.map((value) => (value === null ? null : 1));
  return [{ key: "ordered", label: say("ordered_line"), colour: "#5c574e", dash: "7 4", median, low50: null, high50: null, low90: null, high90: null }];
}

/** Series of the orders, those of one unit together; the chart with most of them first. */
export function orderCharts(payload: Payload): Series[][] {
  const units = new Map<string, Series[]>();
  for (const series of payload.series.filter((one) => one.group === "orders")) {
    units.set(series.unit, [...(units.get(series.unit) ?? []), series]);
  }
  return [...units.values()].sort((a, b) => b.length - a.length);
}
