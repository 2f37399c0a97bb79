import type { Problem, RunRequest, Setting, Settings } from "../lib/stream";

/** One of the two scenarios of the panel: which, with what changed, or written out as text. */
export class Choice {
  id = $state("");
  changed = $state<Record<string, number>>({});
  /** Text in place of the shipped scenario; null while it is untouched. */
  text = $state<string | null>(null);
  problems = $state<Problem[]>([]);

  constructor(id: string) {
    this.id = id;
  }

  choose(id: string): void {
    this.id = id;
    this.text = null;
    this.problems = [];
    this.changed = {};
  }

  value(setting: Setting): number {
    return this.changed[setting.path] ?? setting.usual;
  }

  set(setting: Setting, value: number): void {
    if (value === setting.usual) delete this.changed[setting.path];
    else this.changed[setting.path] = value;
  }

  get altered(): boolean {
    return this.text !== null || Object.keys(this.changed).length > 0;
  }

  reset(): void {
    this.choose(this.id);
  }

  /** What is asked of the server. */
  asked(): RunRequest["scenarios"][number] {
    const settings = { ...this.changed };
    const changes = Object.keys(settings).length > 0 ? { settings } : {};
    return this.text === null ? { id: this.id, ...changes } : { text: this.text, ...changes };
  }
}

/** Settings that a scenario knows, in the order of the panel. */
export function settingsOf(all: Settings, id: string): Setting[] {
  return all.settings.filter((setting) => setting.scenarios.includes(id));
}

/** A link to what the panel shows: scenarios and changes, no token. */
export function linkOf(scenario: Choice, base: Choice, day: number): string {
  const parts = new URLSearchParams({ scenario: scenario.id, base: base.id, day: String(day) });
  for (const [name, choice] of [["s", scenario], ["b", base]] as const) {
    for (const [path, value] of Object.entries(choice.changed)) parts.set(`${name}.${path}`, String(value));
  }
  return parts.toString();
}

/** Take what a link says into the panel; what it says of unknown scenarios or settings is left out. */
export function followLink(fragment: string, all: Settings, scenario: Choice, base: Choice): number | null {
  const parts = new URLSearchParams(fragment);
  const known = new Set(all.scenarios.map((one) => one.id));
  for (const [name, choice, prefix] of [["scenario", scenario, "s."], ["base", base, "b."]] as const) {
    const id = parts.get(name);
    if (id !== null && known.has(id)) choice.choose(id);
    for (const setting of settingsOf(all, choice.id)) {
      const text = parts.get(prefix + setting.path);
      const value = Number(text);
      if (text !== null && value >= setting.low && value <= setting.high) choice.set(setting, value);
    }
  }
  const day = parts.get("day");
  return day !== null && /^\d+$/.test(day) ? Number(day) : null;
}
