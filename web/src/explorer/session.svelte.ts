import type { Payload } from "../lib/payload";
import type { RunRequest, Settings } from "../lib/stream";
import { say } from "../lib/words";
import { Refused, type Server } from "./api";
import { Choice } from "./choice.svelte";
import { Live, type View, viewOf } from "./view";

/** What the page shows and does: the result on the stage, the run that is going on, and what went wrong. */
export class Session {
  settings = $state.raw<Settings | null>(null);
  payload = $state.raw<Payload | null>(null);
  view = $state.raw<View | null>(null);
  running = $state(false);
  /** Days lived by every scenario, of how many. */
  lived = $state(0);
  wanted = $state(0);
  /** What is done before and after the days. */
  working = $state("");
  sentence = $state("");
  run = $state("");
  /** Day on which a finished result is opened. */
  day = $state(0);
  commands = $state.raw<string[]>([]);
  readonly scenario = new Choice("");
  readonly base = new Choice("");
  sample = $state(0.01);
  days = $state<number | null>(null);
  private readonly server: Server;
  private stopper: AbortController | null = null;
  private drawing = 0;

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
    const [base = "", arm = base] = settings.usual.scenarios;
    this.scenario.choose(arm);
    this.base.choose(base);
    this.sample = settings.usual.sample;
    this.settings = settings;
  }

  private show(payload: Payload): void {
    this.payload = payload;
    this.view = viewOf(payload);
    this.day = payload.about.telling_day;
    this.commands = [payload.about.command];
  }

  request(): RunRequest {
    return {
      scenarios: [this.base.asked(), this.scenario.asked()], sample: this.sample,
      ...(this.days === null ? {} : { days: this.days }),
    };
  }

  /** Run both scenarios and show every day as it ends. */
  async begin(request: RunRequest = this.request()): Promise<void> {
    this.stopper = new AbortController();
    Object.assign(this, { running: true, lived: 0, wanted: 0, sentence: "", working: say("begins") });
    for (const choice of [this.base, this.scenario]) choice.problems = [];
    try {
      await this.follow(request, this.stopper.signal);
    } catch (error) {
      this.fail(error);
    } finally {
      Object.assign(this, { running: false, working: "" });
    }
  }

  stop(): void {
    this.stopper?.abort();
  }

  private async follow(request: RunRequest, signal: AbortSignal): Promise<void> {
    let live: Live | null = null;
    let ended = false;
    for await (const line of this.server.run(request, signal)) {
      if (line.kind === "begun") {
        live = new Live(line, this.pack(line.scenarios[0]?.id ?? ""), 0);
        Object.assign(this, { wanted: line.days, payload: null, run: "", commands: [] });
      } else if (line.kind === "working") {
        this.working = say("working", { what: line.what, done: line.done, of: line.of });
      } else if (line.kind === "day" && live !== null) {
        live.add(line);
        this.working = "";
        this.draw(live);
      } else if (line.kind === "failed") {
        throw new Refused(line.message);
      } else if (line.kind === "done") {
        ended = true;
        Object.assign(this, { run: line.run, commands: line.commands });
        this.show(await this.server.result(line.run));
        this.commands = line.commands;
      }
    }
    if (!ended) throw new Refused(say("broken_off"));
  }

  private pack(scenario: string): string {
    return this.settings?.scenarios.find((one) => one.id === scenario)?.pack
      ?? this.settings?.scenarios.find((one) => one.id === this.base.id)?.pack ?? "";
  }

  /** Redraw once a frame of the screen, however many days came in. */
  private draw(live: Live): void {
    if (this.drawing !== 0) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      if (this.payload !== null) return;
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

  async check(choice: Choice): Promise<void> {
    if (choice.text === null) return;
    try {
      choice.problems = await this.server.check(choice.text);
    } catch (error) {
      choice.problems = [];
      this.sentence = told(error);
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
