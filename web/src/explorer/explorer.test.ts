import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { invented } from "../fixtures/invented";
import type { Begun, Line, Settings } from "../lib/stream";
import { say } from "../lib/words";
import { lines, Refused, Server, takeToken } from "./api";
import { Choice, followLink, linkOf } from "./choice.svelte";
import Explorer from "./Explorer.svelte";
import { Session } from "./session.svelte";
import { Live } from "./view";

const SETTINGS: Settings = {
  notice: "", limits: { people: 1, days: 1, runs: 1, scenarios: 5, body: 1, text: 1 },
  usual: { scenarios: ["quiet", "drive"], sample: 1, days: null },
  scenarios: ["quiet", "drive"].map((id) => ({ id, title: id, pack: "toytown", start: "2015-07-01", days: 3, twin: null, text: `id: ${id}\n`, notes: [] })),
  settings: [{
    path: "directives.drive.rounds.amount", title: "rounds ordered", unit: "rounds", pack: "toytown", scenarios: ["drive"], kind: "order",
    usual: 12, low: 0, high: 100, step: 4, basis: "ordered", source: "", locator: "", reason: "Made up.", slow: false, open: true, lesson: true,
  }],
};

const BEGUN: Begun = {
  kind: "begun", run: "r1", notice: "", start: "2015-07-01", days: 3, people: { simulated: 10, stand_for: 10 },
  scenarios: [{ id: "quiet", title: "Quiet" }, { id: "drive", title: "Drive" }],
  series: [{ key: "held", title: "held", unit: "per 1,000 people" }],
  map: { provinces: [{ id: "a", title: "A" }, { id: "b", title: "B" }], metrics: [{ key: "held", title: "held", unit: "per 1,000 people" }] },
};

function packed(...values: number[]): string {
  return btoa(String.fromCharCode(...new Uint8Array(Float32Array.from(values).buffer)));
}

function day(number: number, scenario: number, value: number): Line {
  return { kind: "day", day: number, scenario, values: { held: value }, map: { held: packed(value, Number.NaN) } };
}

function stream(...parts: string[]): ReadableStream<Uint8Array> {
  const bytes = parts.map((part) => new TextEncoder().encode(part));
  return new ReadableStream({
    start(controller) {
      for (const part of bytes) controller.enqueue(part);
      controller.close();
    },
  });
}

type Answers = Record<string, () => Response>;

/** A server in place of the real one: what it is asked is kept. */
function serve(answers: Answers): { asked: [string, RequestInit][] } {
  const asked: [string, RequestInit][] = [];
  vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
    asked.push([path, options]);
    const answer = answers[path];
    return answer ? answer() : new Response("{}", { status: 404 });
  });
  return { asked };
}

const json = (value: unknown, status = 200) => () => new Response(JSON.stringify(value), { status });

beforeEach(() => {
  HTMLElement.prototype.scrollIntoView = () => {};
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the token", () => {
  test("leaves the address bar, and the rest of a link stays", () => {
    history.replaceState(null, "", "/#token=secret&scenario=drive");

    const token = takeToken(location, history, sessionStorage);

    expect([token, location.hash]).toEqual(["secret", "#scenario=drive"]);
  });

  test("is asked for where there is none", async () => {
    serve({});

    await expect(new Server("").settings()).rejects.toThrow(say("no_token"));
  });

  test("goes with every request in its header, never in an address", async () => {
    const { asked } = serve({ "/api/settings": json(SETTINGS) });

    await new Server("secret").settings();

    expect(asked[0]?.[0]).toBe("/api/settings");
    expect(asked[0]?.[1].headers).toMatchObject({ Authorization: "Bearer secret" });
  });
});

describe("the stream of a run", () => {
  test("is read line by line however it is cut", async () => {
    const found: Line[] = [];

    for await (const line of lines(stream('{"kind":"wor', 'king","what":"x","done":1,"of":2}\n{"kind":', '"done","run":"r","seconds":1,"commands":[]}\n'))) found.push(line);

    expect(found.map((line) => line.kind)).toEqual(["working", "done"]);
  });

  test("fills the stage day by day, as far as every scenario has come", () => {
    const live = new Live(BEGUN, "toytown", 0);
    live.add(day(0, 0, 1) as never);
    live.add(day(0, 1, 3) as never);
    live.add(day(1, 0, 2) as never);

    expect(live.day).toBe(0);
    expect(live.view().series[0]?.lines.map((line) => line.median)).toEqual([[1, 2], [3]]);
  });

  test("hides on the map what the server hides", () => {
    const live = new Live(BEGUN, "toytown", 0);
    live.add(day(0, 1, 3) as never);
    const cells = live.view().metrics[0]!.layers[1]!.cells;

    expect([cells.value(0, 0), cells.value(0, 1), cells.byte(0, 1)]).toEqual([3, null, 255]);
  });

  test("keeps one scale for both scenarios", () => {
    const live = new Live(BEGUN, "toytown", 0);
    live.add(day(0, 0, 1) as never);
    live.add(day(0, 1, 3) as never);
    const [quiet, drive] = live.view().metrics[0]!.layers;

    expect(live.view().metrics[0]!.metric.scale).toEqual([0, 5]);
    expect(drive!.cells.byte(0, 0)).toBeCloseTo(3 * quiet!.cells.byte(0, 0), -1);
  });
});

describe("a link", () => {
  test("brings back scenarios, changes and the day", () => {
    const [drive, quiet] = [new Choice("drive"), new Choice("quiet")];
    drive.set(SETTINGS.settings[0]!, 40);
    const [one, other] = [new Choice("quiet"), new Choice("quiet")];

    const shown = followLink(linkOf(drive, quiet, 17), SETTINGS, one, other);

    expect([one.id, one.changed, other.id, shown]).toEqual(["drive", { "directives.drive.rounds.amount": 40 }, "quiet", 17]);
  });

  test("with a value beyond the range changes nothing", () => {
    const [drive, quiet] = [new Choice("drive"), new Choice("quiet")];

    followLink("scenario=drive&s.directives.drive.rounds.amount=9000", SETTINGS, drive, quiet);

    expect(drive.altered).toBe(false);
  });
});

describe("the explorer", () => {
  async function opened(answers: Answers = {}): Promise<{ session: Session; asked: [string, RequestInit][] }> {
    const { asked } = serve({ "/api/settings": json(SETTINGS), "/api/demo": json(invented()), ...answers });
    const session = new Session(new Server("secret"));
    render(Explorer, { session, fragment: "" });
    await screen.findByText(say("run_both"));
    await waitFor(() => expect(session.view).not.toBeNull());
    return { session, asked };
  }

  test("opens on the shipped result at its most telling day", async () => {
    await opened();

    expect(await screen.findByText("5 October 2015")).toBeTruthy();
  });

  test("works without a shipped result", async () => {
    serve({ "/api/settings": json(SETTINGS) });
    render(Explorer, { session: new Session(new Server("secret")), fragment: "" });

    expect(await screen.findByText(say("nothing_yet"))).toBeTruthy();
  });

  test("asks for the base first, with what was changed", async () => {
    const { session, asked } = await opened({ "/api/runs": () => new Response(stream('{"kind":"failed","message":"x"}\n')) });
    await fireEvent.input(screen.getByLabelText("rounds ordered"), { target: { value: "40" } });

    await fireEvent.click(screen.getByText(say("run_both")));
    await waitFor(() => expect(session.running).toBe(false));

    const sent = JSON.parse(String(asked.find(([path]) => path === "/api/runs")?.[1].body)) as unknown;
    expect(sent).toEqual({ sample: 1, scenarios: [{ id: "quiet" }, { id: "drive", settings: { "directives.drive.rounds.amount": 40 } }] });
  });

  test("says why a run failed, and the result before it stays", async () => {
    const { session } = await opened({ "/api/runs": () => new Response(stream('{"kind":"failed","message":"The worker was killed."}\n')) });

    await fireEvent.click(screen.getByText(say("run_both")));

    expect((await screen.findByRole("alert")).textContent).toBe("The worker was killed.");
    expect(session.view).not.toBeNull();
  });

  test("says what is wrong beside the scenario that it is wrong with", async () => {
    const problem = { scenario: 1, what: "There is no order 'x'.", remedy: "Name one.", line: 4, column: 2, path: "" };
    await opened({ "/api/runs": json({ message: "x", problems: [problem] }, 422) });

    await fireEvent.click(screen.getByText(say("run_both")));

    const alert = await screen.findByRole("alert");
    expect(alert.closest("fieldset")?.querySelector("legend")?.textContent).toBe(say("scenario"));
    expect(alert.textContent).toContain("Line 4, column 2");
  });

  test("shows a finished run and can then save its report", async () => {
    const told = [BEGUN, day(0, 0, 1), day(0, 1, 2), { kind: "done", run: "r1", seconds: 1, commands: ["clampdown run drive"] }];
    const { session } = await opened({
      "/api/runs": () => new Response(stream(told.map((line) => `${JSON.stringify(line)}\n`).join(""))),
      "/api/runs/r1/payload": json({ ...invented(), repeat: [] }),
    });

    await fireEvent.click(screen.getByText(say("run_both")));
    await waitFor(() => expect(session.run).toBe("r1"));

    expect(screen.getByText(say("save_report"))).toHaveProperty("disabled", false);
    expect(session.commands).toEqual(["clampdown run drive"]);
  });

  test("a stopped run says so", async () => {
    const { session } = await opened();
    vi.stubGlobal("fetch", (_: string, options: RequestInit) => new Promise((_resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    }));

    await fireEvent.click(screen.getByText(say("run_both")));
    await fireEvent.click(await screen.findByText(say("stop")));
    await waitFor(() => expect(session.running).toBe(false));

    expect((await screen.findByRole("alert")).textContent).toBe(say("stopped", { days: 0 }));
  });

  test("shows in a lesson what happened only after the guess", async () => {
    await opened();
    await fireEvent.click(screen.getByText(say("lesson")));

    expect(screen.queryByText(/only on paper/)).toBeNull();
    await fireEvent.click(screen.getByText(say("lesson_reveal")));

    expect(screen.getByText(/only on paper/)).toBeTruthy();
  });

  test("an answer that is no result is refused in a sentence", async () => {
    serve({ "/api/demo": json({ about: { format: 99 } }) });

    await expect(new Server("secret").demo()).rejects.toThrow(Refused);
  });
});
