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

  /** Put everything back to what is shipped, or one setting. */
  reset(path?: string): void {
    if (path === undefined) this.choose(this.id);
    else delete this.changed[path];
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
