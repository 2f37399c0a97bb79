export const TABS = ["map", "cost", "flow", "outsiders", "trace", "evidence"] as const;
export type Tab = (typeof TABS)[number];

/** What somebody has turned to on the page, besides the day: view, lesson, metric of the maps, lines below. */
export class Shown {
  tab = $state<Tab>("map");
  lesson = $state(false);
  /** Key of the map's metric; empty for the usual one. */
  metric = $state("");
  /** Keys of the three lines; empty for the usual one. */
  lines = $state<string[]>(["", "", ""]);
}
