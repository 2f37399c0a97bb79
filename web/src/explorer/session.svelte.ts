import type { Payload } from "../lib/payload";
import type { Done, RunRequest, Scenario, Settings, Working } from "../lib/stream";
import { say } from "../lib/words";
import { Refused, type Server } from "./api";
import { Choice, settingsOf } from "./choice.svelte";
import { Live, type View, viewOf } from "./view";

/** What the page shows and does: the result on the stage, the run that is going on, and what went wrong. */
export class Session {
  settings = $state.raw<Settings | null>(null);
  /** The last finished result, which the views besides the map show. */
  payload = $state.raw<Payload | null>(null);
  view = $state.raw<View | null>(null);
  /** Whether the stage shows days of a run that is not finished, while the other views still show the result before. */
  unfinished = $state(false);
  running = $state(false);
  /** Days lived by every scenario, of how many. */
  lived = $state(0);
  wanted = $state(0);
  /** What is done before, between and after the days; null while days come in. */
  working = $state.raw<Omit<Working, "kind"> | null>(null);
  sentence = $state("");
  /** The last run that was finished here; null for the shipped result. */
  done = $state.raw<(Omit<Done, "kind"> & { days: number; people: number }) | null>(null);
  /** Day on which a finished result is opened. */
  day = $state(0);
  commands = $state.raw<string[]>([]);
  readonly scenario = new Choice("");
  readonly base = new Choice("");
  pack = $state("");
  sample = $state(0.01);
  days = $state<number | null>(null);
  seed = $state<number | null>(null);
  private readonly server: Server;
  private stopper: AbortController | null = null;
  private drawing = 0;
  /** What the last run that was finished here was asked to be. */
  private asked = $state.raw("");

  constructor(server: Server) {
    this.server = server;
  }

  /** Fetch the shipped result and what can be changed; each is shown as it comes and works without the other. */
  async open(): Promise<void> {
    const demo = this.server.demo().then((payload) => this.show(payload));
    const settings = this.server.settings().then((found) => this.offer(found));
    const ended = await Promise.allSettled([settings, demo]);
    this.sentence = ended.flatMap((one) => (one.status === "rejected" ? [told(one.reason)] : []))[0] ?? "";
  }

  private offer(settings: Settings): void {
    this.settings = settings;
    this.choosePack(settings.usual.pack);
  }

  /** Id of the finished run; empty for the shipped result. */
  get run(): string {
    return this.done?.run ?? "";
  }

  /** What is run for the pack unless asked otherwise. */
  get usual(): { scenarios: string[]; sample: number } {
    return this.settings?.packs[this.pack] ?? { scenarios: [], sample: 0.01 };
  }

  choosePack(pack: string): void {
    this.pack = pack;
    const [base = "", arm = base] = this.usual.scenarios;
    this.scenario.choose(arm);
    this.base.choose(base);
    Object.assign(this, { sample: this.usual.sample, days: null, seed: null });
  }

  /** Choose what is tried; one that covers other days brings the scenario that it is held against along. */
  choose(id: string): void {
    this.scenario.choose(id);
    const [chosen, base] = [this.known(id), this.known(this.base.id)];
    if (chosen?.twin && (chosen.start !== base?.start || chosen.days !== base.days)) this.base.choose(chosen.twin);
  }

  known(id: string): Scenario | undefined {
    return this.settings?.scenarios.find((one) => one.id === id);
  }

  /** Choose a scenario of any pack, with the one that it is held against. */
  turnTo(id: string): void {
    const found = this.known(id);
    if (found === undefined) return;
    if (found.pack !== this.pack) this.choosePack(found.pack);
    this.choose(id);
  }

  /** Scenarios that know an order which a lesson can turn on. */
  get taught(): Scenario[] {
    const { settings } = this;
    return settings?.scenarios.filter((one) => settingsOf(settings, one.id).some((setting) => setting.lesson)) ?? [];
  }

  /** Whether the last finished result is of what the panel would run now. */
  get answered(): boolean {
    if (this.payload === null) return false;
    if (this.done !== null) return this.asked === JSON.stringify(this.request());
    return !this.scenario.altered && this.payload.scenarios.some((one) => one.id === this.scenario.id && one.against !== null);
  }

  private show(payload: Payload): void {
    Object.assign(this, { payload, view: viewOf(payload), unfinished: false, day: payload.about.telling_day });
    this.commands = [payload.about.command];
  }

  /** Put the last finished result back on the stage. */
  back(): void {
    if (this.payload !== null && !this.running) this.show(this.payload);
    this.commands = this.done?.commands ?? this.commands;
    this.sentence = "";
  }

  request(): RunRequest {
    return {
      scenarios: [this.base.asked(), this.scenario.asked()], sample: this.sample,
      ...(this.days === null ? {} : { days: this.days }), ...(this.seed === null ? {} : { seed: this.seed }),
    };
  }

  /** Run both scenarios and show every day as it ends. */
  async begin(request: RunRequest = this.request()): Promise<void> {
    this.stopper = new AbortController();
    Object.assign(this, { running: true, lived: 0, wanted: 0, sentence: "", working: { what: say("begins"), done: 0, of: 0 } });
    for (const choice of [this.base, this.scenario]) choice.problems = [];
    try {
      await this.follow(request, this.stopper.signal);
    } catch (error) {
      this.fail(error);
    } finally {
      Object.assign(this, { running: false, working: null });
    }
  }

  stop(): void {
    this.stopper?.abort();
  }

  private async follow(request: RunRequest, signal: AbortSignal): Promise<void> {
    let live: Live | null = null;
    for await (const line of this.server.run(request, signal)) {
      if (line.kind === "begun") {
        live = new Live(line, this.pack, 0);
        Object.assign(this, { wanted: line.days, unfinished: true });
      } else if (line.kind === "working") {
        this.working = line;
      } else if (line.kind === "day" && live !== null) {
        live.add(line);
        this.working = null;
        this.draw(live);
      } else if (line.kind === "failed") {
        throw new Refused(line.message);
      } else if (line.kind === "done") {
        this.working = { what: say("opening"), done: 0, of: 0 };
        this.show(await this.server.result(line.run));
        this.commands = line.commands;
        this.asked = JSON.stringify(request);
        this.done = { ...line, days: this.wanted, people: live?.begun.people.simulated ?? 0 };
        return;
      }
    }
    throw new Refused(say("broken_off"));
  }

  /** Redraw once a frame of the screen, however many days came in. */
  private draw(live: Live): void {
    if (this.drawing !== 0) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      if (!this.unfinished) return;
      this.view = live.view();
      this.lived = live.day + 1;
    });
  }

  private fail(error: unknown): void {
    if (this.stopper?.signal.aborted) {
      this.sentence = say("stopped", { days: this.lived });
      return;
    }
    const problems = error instanceof Refused ? error.problems : [];
    this.base.problems = problems.filter((one) => one.scenario === 0);
    this.scenario.problems = problems.filter((one) => one.scenario === 1);
    const rest = problems.filter((one) => one.scenario === null);
    this.sentence = problems.length > 0 ? rest.map((one) => `${one.what} ${one.remedy}`).join(" ") : told(error);
  }

  /** Have a scenario's text checked. Returns whether it was: a server that does not answer has found nothing right. */
  async check(choice: Choice): Promise<boolean> {
    if (choice.text === null) return false;
    try {
      choice.problems = await this.server.check(choice.text);
      return true;
    } catch (error) {
      choice.problems = [];
      this.sentence = told(error);
      return false;
    }
  }

  /** Save a file of the finished run. */
  async save(what: "report" | "export"): Promise<void> {
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await this.server.file(this.run, what));
      link.download = `clampdown-${this.run}.${what === "report" ? "html" : "zip"}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      this.sentence = told(error);
    }
  }
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : say("no_server");
}
