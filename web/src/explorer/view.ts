import type { Drawn } from "../charts/lines";
import { Layer } from "../lib/bytes";
import { type Cells, floats, LiveCells, roundUp } from "../lib/cells";
import { type Look, looksOf } from "../lib/look";
import type { MapMetric, Maybe, Payload, PlaceMap, Scenario, Span } from "../lib/payload";
import type { Begun, Day } from "../lib/stream";
import { byScenario } from "../report/series";

/** What the stage of the explorer shows, of a finished result or of a run that is going on. */
export interface View {
  pack: string;
  start: string;
  days: number;
  during: Span;
  looks: Look[];
  /** The scenarios beside each other on the maps: what was tried, and what it was compared with. */
  pair: number[];
  map: PlaceMap | null;
  metrics: { metric: MapMetric; layers: { scenario: number; cells: Cells }[] }[];
  series: { key: string; title: string; unit: string; lines: Drawn[] }[];
}

/** What was tried last, and what it was compared with: what was asked for beside it, else what it is held against. */
export function pairOf(scenarios: readonly Scenario[]): number[] {
  const arms = scenarios.flatMap((one, n) => (one.role === "arm" ? [n] : []));
  const tried = arms.at(-1) ?? scenarios.length - 1;
  const beside = arms.length > 1 ? arms[0] : scenarios[tried]?.against;
  return beside == null ? [tried] : [tried, beside];
}

/** The stage of a finished result. */
export function viewOf(payload: Payload): View {
  const looks = looksOf(payload.scenarios);
  const daily = (payload.map?.metrics ?? []).filter((metric) => metric.areas === "provinces");
  return {
    pack: payload.about.pack.id, start: payload.about.start, days: payload.about.days, during: payload.about.windows.during,
    looks, pair: pairOf(payload.scenarios), map: payload.map,
    metrics: daily.map((metric) => ({
      metric, layers: metric.layers.map((layer) => ({ scenario: layer.scenario, cells: new Layer(metric, layer) })),
    })),
    series: payload.series.map((one) => ({ key: one.key, title: one.title, unit: one.unit, lines: byScenario(one, looks) })),
  };
}

/** A run that is going on: what was told of it so far. */
export class Live {
  readonly begun: Begun;
  /** Last day that every scenario has lived. */
  day = -1;
  private readonly last: number[];
  private readonly pack: string;
  private readonly looks: Look[];
  private readonly pair: number[];
  private readonly values: Map<string, Maybe[]>[];
  private readonly rows: Map<string, Float32Array[]>[];
  private readonly tops = new Map<string, number>();

  constructor(begun: Begun, pack: string, base: number) {
    this.begun = begun;
    this.pack = pack;
    this.last = begun.scenarios.map(() => -1);
    const scenarios = begun.scenarios.map((one, n): Scenario => ({
      ...one, against: n === base ? null : base, role: n === base ? "base" : "arm", directives: [],
    }));
    this.looks = looksOf(scenarios);
    this.pair = pairOf(scenarios);
    this.values = begun.scenarios.map(() => new Map(begun.series.map((one) => [one.key, []])));
    this.rows = begun.scenarios.map(() => new Map(begun.map.metrics.map((one) => [one.key, []])));
  }

  /** Take in a day of one scenario. */
  add(line: Day): void {
    for (const [key, value] of Object.entries(line.values)) {
      const course = this.values[line.scenario]?.get(key);
      if (course) course[line.day] = value;
    }
    for (const [key, text] of Object.entries(line.map)) {
      const row = floats(text);
      const rows = this.rows[line.scenario]?.get(key);
      if (rows) rows[line.day] = row;
      const largest = row.reduce((most, value) => (value > most ? value : most), 0);
      this.tops.set(key, Math.max(this.tops.get(key) ?? 0, roundUp(largest)));
    }
    this.last[line.scenario] = line.day;
    this.day = Math.min(...this.last);
  }

  /** The stage as it stands now. */
  view(): View {
    const { begun } = this;
    const top = (key: string) => this.tops.get(key) || 1;
    return {
      pack: this.pack, start: begun.start, days: begun.days, during: null, looks: this.looks, pair: this.pair,
      map: { provinces: begun.map.provinces, places: [], still: [], metrics: [] },
      metrics: begun.map.metrics.map((one) => ({
        metric: {
          ...one, areas: "provinces", scale: [0, top(one.key)], layers: [],
          frames: Array.from({ length: begun.days }, (_, day) => day),
        },
        layers: this.rows.map((rows, scenario) => ({
          scenario, cells: new LiveCells(rows.get(one.key) ?? [], () => top(one.key)),
        })),
      })),
      series: begun.series.map((one) => ({ ...one, lines: this.values.map((values, n) => this.line(n, values.get(one.key) ?? [])) })),
    };
  }

  private line(scenario: number, course: Maybe[]): Drawn {
    const look = this.looks[scenario];
    const median = Array.from(course, (value) => value ?? null);
    return {
      key: String(scenario), label: look?.title ?? "", colour: look?.colour ?? "", dash: look?.dash ?? "",
      median, low50: null, high50: null, low90: null, high90: null,
    };
  }
}
