import { type Choice, settingsOf } from "./choice.svelte";
import type { Session } from "./session.svelte";
import { type Shown, type Tab, TABS } from "./shown.svelte";

const SIDES = [["scenario", "s."], ["base", "b."]] as const;

/** A link to what the page shows and what its panel would run; the token never stands in it. */
export function linkOf(session: Session, shown: Shown, day: number): string {
  const parts = new URLSearchParams({ scenario: session.scenario.id, base: session.base.id, day: String(day) });
  for (const [name, prefix] of SIDES) {
    for (const [path, value] of Object.entries(session[name].changed)) parts.set(prefix + path, String(value));
  }
  if (session.sample !== session.usual.sample) parts.set("sample", String(session.sample));
  if (session.days !== null) parts.set("days", String(session.days));
  if (session.seed !== null) parts.set("seed", String(session.seed));
  if (shown.tab !== "map") parts.set("tab", shown.tab);
  if (shown.metric !== "") parts.set("metric", shown.metric);
  if (shown.lines.some((key) => key !== "")) parts.set("lines", shown.lines.join(","));
  if (shown.lesson) parts.set("lesson", "1");
  return parts.toString();
}

/**
 * Take what a link says into the page; what it says of unknown scenarios or settings is left out. A link leaves out what
 * is usual, so that what it does not say goes back to that. Returns its day.
 */
export function followLink(fragment: string, session: Session, shown: Shown): number | null {
  const parts = new URLSearchParams(fragment);
  for (const [name, prefix] of SIDES) follow(parts, name, prefix, session);
  session.sample = within(parts.get("sample"), 0, 1) || session.usual.sample;
  session.days = whole(parts.get("days")) || null;
  session.seed = whole(parts.get("seed"));
  turn(fragment, shown);
  return whole(parts.get("day"));
}

/** Turn to the view that a link names, which needs no answer of the server. */
export function turn(fragment: string, shown: Shown): void {
  const parts = new URLSearchParams(fragment);
  shown.tab = TABS.find((tab: Tab) => tab === parts.get("tab")) ?? "map";
  shown.lesson = parts.has("lesson");
  shown.metric = parts.get("metric") ?? "";
  const keys = (parts.get("lines") ?? "").split(",");
  shown.lines = shown.lines.map((_, n) => keys[n] ?? "");
}

function follow(parts: URLSearchParams, name: "scenario" | "base", prefix: string, session: Session): void {
  const settings = session.settings;
  if (settings === null) return;
  const choice: Choice = session[name];
  const found = settings.scenarios.find((one) => one.id === parts.get(name));
  if (found !== undefined) {
    if (found.pack !== session.pack) session.choosePack(found.pack);
    choice.choose(found.id);
  }
  for (const setting of settingsOf(settings, choice.id)) {
    const value = within(parts.get(prefix + setting.path), setting.low, setting.high);
    if (value !== null) choice.set(setting, value);
  }
}

function within(text: string | null, low: number, high: number): number | null {
  const value = Number(text);
  return text !== null && text !== "" && value >= low && value <= high ? value : null;
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
