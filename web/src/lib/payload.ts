// What a report shows, as `clampdown.report.payload_of` writes it. The program and this page share it; a test on
// the Python side holds the two together. Simulation of synthetic people; not a record of events.

/** A number that can be told, or null: too few simulated people or events, no base, no interval. */
export type Maybe = number | null;

/** A range of a ratio or a share. `low50` and `high50` are null where only the 90 % interval is known. */
export interface Range {
  low90: Maybe;
  low50: Maybe;
  high50: Maybe;
  high90: Maybe;
  /** Seeds at the values written down, or draws of all that is assumed or judged. */
  over: "seeds" | "draws";
  count: number;
}

export interface About {
  notice: string;
  /** Format of the payload; a page refuses another one. */
  format: 1;
  /** `run`: one scenario and its twin; `runs`: several such folders; `comparison`: many pairs over seeds and draws. */
  kind: "run" | "runs" | "comparison";
  title: string;
  pack: { id: string; title: string };
  command: string;
  versions: Record<string, string>;
  seeds: number[];
  /** 1 for a single run. */
  replicates: number;
  draws: number;
  /** Of a run: how many of its places its draws were made on; null where on all of them, or there are none. */
  drawn_on: { places: number; of: number } | null;
  /** Share of beats by part of the country: {"rest": 0.01}; 1 is everybody. */
  sample: Record<string, number>;
  /** ISO date of day 0. */
  start: string;
  days: number;
  people: { simulated: number; stand_for: number };
  /** First and last day (numbers from 0) before, during and after the campaign; null for no day. */
  windows: { before: Span; during: Span; after: Span };
  /** A day on which to open the map: where executed and claimed stand farthest apart, else the middle. */
  telling_day: number;
}
export type Span = [number, number] | null;

export interface Headline {
  text: string;
  /** Whether a finding is stated: the 90 % range over draws leaves out no effect. Else: no clear difference. */
  clear: boolean;
  /** Two or three sentences below it. */
  detail: string[];
}

export interface Scenario {
  id: string;
  title: string;
  /** Index of the scenario it is held against; null for one that others are held against, or without a twin. */
  against: number | null;
  role: "base" | "twin" | "arm";
  directives: Directive[];
}

export interface Directive {
  id: string;
  title: string;
  issuer: string;
  announced: string;
  /** First day in force, earliest and latest as written (the same if one day), and last; ISO dates. */
  from: [string, string];
  until: string | null;
  /** Report (file) and paragraphs where it was read; null for an invented one. */
  report: { file: string; paragraphs: number[] } | null;
  orders: { id: string; title: string; asked: string; report: string }[];
}

/** Human cost of a scenario against another; rows in order of the summary. */
export interface Cost {
  scenario: number;
  against: number | null;
  rows: CostRow[];
}
export interface CostRow {
  key: string;
  title: string;
  level: "anchored" | "direction_only";
  /** Whether the base has none of it. */
  only_here: boolean;
  /** Whether 20 simulated people or events are behind it; if not, every number here is null. */
  enough: boolean;
  ratio: Maybe;
  seeds: Range | null;
  draws: Range | null;
  rate: Rate;
}

/** With the orders and without, of `per` people: as many as leave the larger of the two readable. */
export interface Rate {
  arm: Maybe;
  base: Maybe;
  per: number;
}

/** From order to street, and back up as a claim. Shares of all the work ordered, wherever it had arrived. */
export interface Flow {
  scenario: number;
  /** Null where no order asks for hours of work. */
  /** Pull: the force with which orders for work arrive in places, 1 as issued. */
  work: { steps: FlowStep[]; changes: FlowChange[]; pull: Maybe } | null;
  /** What became of encounters, shares of offences found out; null where too few. */
  cases: FlowPart[] | null;
  /** What evening reports were made of, shares of the names handed in; null where too few. */
  names: FlowPart[] | null;
}
export interface FlowStep {
  key: "ordered" | "reached" | "done" | "claimed" | "believed";
  title: string;
  share: Maybe;
  low90: Maybe;
  high90: Maybe;
}
/** Between two steps: a loss is negative, what a report adds is positive. */
export interface FlowChange {
  from: FlowStep["key"];
  to: FlowStep["key"];
  key: string;
  title: string;
  share: Maybe;
}
export interface FlowPart {
  key: string;
  title: string;
  share: Maybe;
}

/** One thing over the days. */
export interface Series {
  key: string;
  title: string;
  unit: string;
  group: "orders" | "cost" | "mood" | "street" | "outside";
  lines: Line[];
}
export interface Line {
  scenario: number;
  /** `one`: one run, no range. */
  over: "one" | "seeds" | "draws";
  count: number;
  /** One value per day; null where too few. Of a run it is the run itself, at the numbers written down. */
  median: Maybe[];
  /** Bands of seeds or draws; those beside a run end with the campaign, as its draws do. */
  low50: Maybe[] | null;
  high50: Maybe[] | null;
  low90: Maybe[] | null;
  high90: Maybe[] | null;
}

export interface PlaceMap {
  provinces: { id: string; title: string }[];
  places: { id: string; title: string; province: string }[];
  /** Four fixed days, for the small maps. */
  still: number[];
  metrics: MapMetric[];
}
export interface MapMetric {
  key: string;
  title: string;
  unit: string;
  areas: "provinces" | "places";
  /** Day of each frame. Provinces have one per day; places have one for the whole campaign (its last day). */
  frames: number[];
  /** Value of byte 0 and of byte 254; 255 is hidden: too few, or nothing to show there. */
  scale: [number, number];
  layers: MapLayer[];
}
export interface MapLayer {
  scenario: number;
  /** base64 of frames × areas bytes, areas fastest. */
  data: string;
  /** base64 of frames × areas bytes, 1 where the difference to the base lies within the noise of replicates; null without a range. */
  noise: string | null;
}

/** Who pays and who is held. */
export interface Who {
  scenario: number;
  against: number | null;
  blocks: WhoBlock[];
}
export interface WhoBlock {
  key: string;
  title: string;
  /** What rows divide: wealth fifth, class, flag, sex, age. */
  axis: string;
  unit: string;
  rows: { key: string; title: string; share: Maybe; ratio: Maybe; seeds: Range | null; draws: Range | null }[];
}

/** What happened beside what outsiders published; null where nobody watched. */
export interface Outsiders {
  scenario: number;
  against: number | null;
  rows: {
    kind: string;
    title: string;
    outlets: number;
    happened: Side;
    published: Side;
    /** People told of, of so many to whom it happened. */
    told: Rate;
    /** A sentence where the count points against the truth; else empty. */
    apart: string;
  }[];
}
export interface Side {
  ratio: Maybe;
  enough: boolean;
  only_here: boolean;
  seeds: Range | null;
  draws: Range | null;
}

/** One order, down through the tiers to the street and back up as a claim. */
export interface Trace {
  scenario: number;
  /** `directive/order`. */
  order: string;
  title: string;
  directive: string;
  asked: string;
  report: string;
  /** Days on which it holds anywhere. */
  first_day: Maybe;
  last_day: Maybe;
  /** Down through the tiers, top first: days since issue and force left (1 as issued), means over places; empty if not recorded. */
  tiers: { tier: string; days: Maybe; strength: Maybe }[];
  /** Null shares: the order does not ask for hours of work. */
  total: TraceRow;
  provinces: (TraceRow & { province: string })[];
}
export interface TraceRow {
  /** Day of the run on which it reached the first, the median and the last place. */
  first: Maybe;
  median: Maybe;
  last: Maybe;
  strength: Maybe;
  done: Maybe;
  claimed: Maybe;
  believed: Maybe;
}

/** Why was this kind of person held? Shares over groups, never one person. */
export interface WhyHeld {
  scenario: number;
  against: number | null;
  note: string;
  rows: {
    offence: string;
    title: string;
    /** Of all taken into custody during the campaign. */
    share: Maybe;
    ratio: Maybe;
    /** Where they went, shares of the row. */
    outcomes: { rung: string; title: string; share: Maybe }[];
    /** Orders that speak of this offence. */
    orders: { order: string; title: string; measure: string; directive: string }[];
    /** Who they were: groups whose share stands out from that among all held; null where files keep no cases. */
    groups: { axis: string; key: string; title: string; share: Maybe; of_all: Maybe }[] | null;
  }[];
}

export type ByBasis = Record<"measured" | "estimated" | "judged" | "assumed", number>;

/** What a figure of this page rests on, counted and not weighed. */
export interface Resting {
  /** Key of a human cost, of what became of orders, of a kind of event, or `published_` and a kind. */
  key: string;
  title: string;
  /** Stages between the order and the figure, by key, in order. */
  stages: string[];
  /** How many of the numbers that these stages read have each basis. */
  records: ByBasis;
  /** Share of them that is assumed. */
  assumed: number;
  /** Paragraphs that tell of the mechanisms at work there, by report. */
  paragraphs: Record<string, number[]>;
  /** Public works that the numbers cite, places in `works`. */
  works: number[];
}

export interface Evidence {
  counts: ByBasis;
  /** Empty where an older version made the files. */
  figures: Resting[];
  stages: { key: string; title: string; records: string[] }[];
  reports: Record<string, { title: string; outlet: string; published: string }>;
  works: string[];
  records: {
    name: string;
    value: number;
    low: number;
    high: number;
    unit: string;
    basis: "measured" | "estimated" | "judged" | "assumed";
    source: string;
    locator: string;
    reason: string;
  }[];
}

export interface Payload {
  about: About;
  headline: Headline;
  scenarios: Scenario[];
  cost: Cost[];
  flow: Flow[];
  series: Series[];
  map: PlaceMap | null;
  who: Who[];
  /** Keys of the series that tell of fear, grievance and talk. */
  mood: string[];
  outsiders: Outsiders[];
  writing: { may: string[]; may_not: string[] };
  trace: Trace[];
  why_held: WhyHeld[];
  evidence: Evidence;
  repeat: string[];
  /** What these files do not hold and the page can therefore not show, a sentence each. */
  gaps: string[];
}
