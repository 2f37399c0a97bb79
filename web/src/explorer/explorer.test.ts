import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Answers, BEGUN, day, json, serve, SETTINGS, stream, waiting } from "../fixtures/explorer";
import { invented } from "../fixtures/invented";
import type { Line } from "../lib/stream";
import { say } from "../lib/words";
import { lines, Refused, Server, takeToken } from "./api";
import Explorer from "./Explorer.svelte";
import { Session } from "./session.svelte";
import { Live } from "./view";

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
  test.each([["a connection that breaks", null], ["a line that is cut", '{"kind":"da\n']])("ends in a sentence: %s", async (_, text) => {
    const body = text === null ? new ReadableStream({ pull: (controller) => controller.error(new TypeError("network error")) }) : stream(text);
    serve({ "/api/runs": () => new Response(body) });
    const days = new Server("secret").run({ scenarios: [{ id: "drive" }] }, new AbortController().signal);

    await expect(days.next()).rejects.toThrow(say("broken_off"));
  });

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
    await fireEvent.input(screen.getByLabelText("Rounds ordered"), { target: { value: "40" } });

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

  test("a view that fails says so in its place, and the others still open", async () => {
    const { session } = await opened({});
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    session.payload = { ...session.payload!, flow: null as never };

    await fireEvent.click(screen.getByText(say("tab_flow")));
    expect((await screen.findByRole("alert")).textContent).toBe(say("part_failed"));

    await fireEvent.click(screen.getByText(say("tab_cost")));
    expect(await screen.findByText(say("cost_title"))).toBeTruthy();
    told.mockRestore();
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
    await waitFor(() => expect([session.run, session.running]).toEqual(["r1", false]));

    expect(screen.getByText(say("save_report"))).toHaveProperty("disabled", false);
    expect(session.commands).toEqual(["clampdown run drive"]);
  });

  test("says how long a run took, and offers its report there", async () => {
    const told = [BEGUN, day(0, 0, 1), day(0, 1, 2), { kind: "done", run: "r1", seconds: 12, commands: [] }];
    await opened({
      "/api/runs": () => new Response(stream(told.map((line) => `${JSON.stringify(line)}\n`).join(""))),
      "/api/runs/r1/payload": json(invented()),
    });

    await fireEvent.click(screen.getByText(say("run_both")));

    expect(await screen.findByText(new RegExp(say("done", { seconds: 12, days: 3, people: 10 })))).toBeTruthy();
    expect(screen.getByText(say("save_its_report"))).toBeTruthy();
  });

  test("tells what is done before the first day, with how far it has come", async () => {
    const { session } = await opened({ "/api/runs": () => new Response(waiting('{"kind":"working","what":"Settling","done":45,"of":450}\n')) });

    await fireEvent.click(screen.getByText(say("run_both")));

    expect(await screen.findByText(say("working", { what: "Settling", done: 45, of: 450 }))).toBeTruthy();
    expect(screen.getByRole("progressbar")).toMatchObject({ value: 45, max: 450 });
    session.stop();
  });

  test("shows a bar without an end where nobody knows how much there is to do", async () => {
    const { session } = await opened({ "/api/runs": () => new Response(waiting('{"kind":"working","what":"Compiling","done":0,"of":0}\n')) });

    await fireEvent.click(screen.getByText(say("run_both")));

    expect(await screen.findByText("Compiling")).toBeTruthy();
    expect(screen.getByRole("progressbar").hasAttribute("value")).toBe(false);
    session.stop();
  });

  test("keeps the result before in the other views while a run goes on, and says so", async () => {
    const { session } = await opened({ "/api/runs": () => new Response(waiting(`${JSON.stringify(BEGUN)}\n`)) });

    await fireEvent.click(screen.getByText(say("run_both")));
    await waitFor(() => expect(session.unfinished).toBe(true));
    await fireEvent.click(screen.getByText(say("tab_evidence")));

    expect(screen.getByRole("note").textContent).toBe(say("tab_before_running", { title: invented().about.title }));
    expect(screen.getByText(say("evidence_title"))).toBeTruthy();
    session.stop();
  });

  test("brings the result before back after a run that was stopped", async () => {
    const { session } = await opened({ "/api/runs": () => new Response(stream(`${JSON.stringify(BEGUN)}\n`)) });
    const before = session.view?.days;
    await fireEvent.click(screen.getByText(say("run_both")));

    await fireEvent.click(await screen.findByText(say("show_before")));

    expect([session.view?.days, session.unfinished, screen.queryByRole("alert")]).toEqual([before, false, null]);
  });

  test("changes to another country, with its scenarios and its sample", async () => {
    const { session } = await opened();

    await fireEvent.change(screen.getByLabelText(say("about_pack")), { target: { value: "land" } });

    expect([session.scenario.id, session.sample]).toEqual(["still", 0.01]);
    expect(within(screen.getByLabelText(say("scenario"))).getAllByRole("option").map((one) => one.textContent)).toEqual(["still"]);
  });

  test("marks a setting that was changed, and puts it back by itself", async () => {
    const { session } = await opened();
    await fireEvent.input(screen.getByLabelText("Rounds ordered"), { target: { value: "40" } });

    await fireEvent.click(screen.getByLabelText(say("reset_one", { title: "rounds ordered" })));

    expect(session.scenario.altered).toBe(false);
  });

  test("does not run what would be refused, and says why", async () => {
    const { session } = await opened();

    session.sample = 7;

    expect((await screen.findByRole("alert")).textContent).toBe(say("sample_wrong"));
    expect(screen.getByText(say("run_both"))).toHaveProperty("disabled", true);
  });

  test("tells an area that was chosen with the keyboard in both scenarios", async () => {
    await opened();
    const areas = screen.getByLabelText(say("area"));

    await fireEvent.change(areas, { target: { value: "3" } });

    const told = areas.parentElement?.querySelector("output");
    expect(told?.getAttribute("aria-live")).toBe("polite");
    expect(told?.querySelectorAll("b")).toHaveLength(2);
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

  test("an answer that is no result is refused in a sentence", async () => {
    serve({ "/api/demo": json({ about: { format: 99 } }) });

    await expect(new Server("secret").demo()).rejects.toThrow(Refused);
  });
});
