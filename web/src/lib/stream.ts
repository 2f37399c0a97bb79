// What the explorer's server answers. Simulation of synthetic people; not a record of events.
// Every request to /api carries `Authorization: Bearer TOKEN`; the token stands in the page's fragment, #token=….
import type { Maybe } from "./payload";

/** GET /api/settings */
export interface Settings {
  notice: string;
  scenarios: Scenario[];
  settings: Setting[];
  /** By id: what is run of a pack unless asked otherwise, and how many people it stands for. */
  packs: Record<string, { title: string; scenarios: string[]; sample: number; people: number }>;
  /** What is run unless asked otherwise. */
  usual: { pack: string; scenarios: string[]; sample: number; days: number | null };
  limits: { people: number; days: number; runs: number; scenarios: number; body: number; text: number };
}

export interface Scenario {
  id: string;
  title: string;
  pack: string;
  start: string;
  days: number;
  seed: number;
  twin: string | null;
  /** The file as shipped, to be changed in the page and sent back as `text`. */
  text: string;
  notes: string[];
}

/** Something that matters and that may be set anew for a scenario. */
export interface Setting {
  /** Key in `settings` of POST /api/runs, and of --set on the command line. */
  path: string;
  title: string;
  unit: string;
  pack: string;
  /** Ids of the scenarios that know it. */
  scenarios: string[];
  kind: "order" | "record" | "mechanism";
  /** Of an order, what is written; by scenario if they differ. For a mechanism 1 is on. */
  usual: number;
  low: number;
  high: number;
  step: number;
  basis: "measured" | "estimated" | "judged" | "assumed" | "ordered";
  /** Where it was read: `report:001`, `science`, …; empty for ours. */
  source: string;
  locator: string;
  /** Why this value and this range. */
  reason: string;
  /** Whether moving it needs another steady state, which takes some seconds more. */
  slow: boolean;
  /** Whether it stands open in the panel; the rest is folded. */
  open: boolean;
  /** Whether lesson mode may use it as its one slider. */
  lesson: boolean;
  /** Of an order, the title of its directive. */
  directive?: string;
}

/** POST /api/runs */
export interface RunRequest {
  /** One to five. */
  scenarios: ({ id: string; settings?: Record<string, number | string> } | { text: string; settings?: Record<string, number | string> })[];
  sample?: number;
  /** Province or place ids; absent: everywhere. */
  area?: string[];
  days?: number;
  seed?: number;
}

/** Answers that are not 200: what is wrong, a sentence each. POST /api/check answers 200 with problems, or none. */
export interface Refusal {
  message: string;
  problems: Problem[];
}
export interface Problem {
  /** Which scenario of the request, from 0; null for the request itself. */
  scenario: number | null;
  what: string;
  remedy: string;
  /** From 1, in the text that was sent; 0 where it is not in it. */
  line: number;
  column: number;
  path: string;
}

/** Lines of the answer to POST /api/runs, one JSON object each. Aborting the fetch stops the worker. */
export type Line =
  | Begun
  | Working
  | Day
  | Done
  | { kind: "failed"; message: string };

/** What is done before the days, between them or after them: from the moment that the run is asked for. */
export interface Working {
  kind: "working";
  what: string;
  done: number;
  /** 0 where nobody can say how much there is to do. */
  of: number;
}

export interface Done {
  kind: "done";
  run: string;
  seconds: number;
  commands: string[];
}

export interface Begun {
  kind: "begun";
  run: string;
  notice: string;
  start: string;
  days: number;
  people: { simulated: number; stand_for: number };
  scenarios: { id: string; title: string }[];
  series: { key: string; title: string; unit: string }[];
  map: { provinces: { id: string; title: string }[]; metrics: { key: string; title: string; unit: string }[] };
}

export interface Day {
  kind: "day";
  day: number;
  scenario: number;
  /** By key of a series; null for too few. */
  values: Record<string, Maybe>;
  /** By key of a metric: base64 of little-endian float32, one for each province; NaN is hidden: too few. */
  map: Record<string, string>;
}
