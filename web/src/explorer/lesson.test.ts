import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answers, BEGUN, json, ROUNDS, serve, SETTINGS, stream } from "../fixtures/explorer";
import { invented } from "../fixtures/invented";
import type { Payload } from "../lib/payload";
import { say } from "../lib/words";
import { Server } from "./api";
import Explorer from "./Explorer.svelte";
import { Session } from "./session.svelte";

beforeEach(() => {
  HTMLElement.prototype.scrollIntoView = () => {};
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The shipped result as if it were one of the scenario that a lesson can change. */
function ofDrive(): Payload {
  const payload = invented();
  return { ...payload, scenarios: payload.scenarios.map((one) => ({ ...one, id: one.against === null ? "quiet" : "drive" })) };
}

const DONE = [BEGUN, { kind: "done", run: "r1", seconds: 1, commands: [] }].map((line) => `${JSON.stringify(line)}\n`).join("");

async function taught(answers: Answers = {}, link = "lesson=1"): Promise<Session> {
  serve({
    "/api/settings": json(SETTINGS), "/api/demo": json(ofDrive()), "/api/runs": () => new Response(stream(DONE)),
    "/api/runs/r1/payload": json(ofDrive()), ...answers,
  });
  const session = new Session(new Server("secret"));
  render(Explorer, { session, fragment: link });
  await screen.findByLabelText("Rounds ordered");
  return session;
}

test("a lesson has one slider for the order", async () => {
  await taught();

  expect(screen.getByLabelText("Rounds ordered")).toHaveProperty("type", "range");
});

test("a scenario without an order for lessons gives way to one that has it, and its twin comes along", async () => {
  const session = await taught({}, "lesson=1&scenario=still");

  expect([session.pack, session.scenario.id, session.base.id]).toEqual(["toytown", "drive", "quiet"]);
});

test("a lesson tells which scenario it is", async () => {
  await taught();

  expect(screen.getByText(say("lesson_scenario", { title: "drive", pack: "Toytown", people: "10,000", days: 3 }))).toBeTruthy();
});

test("what happened is shown only after the guess", async () => {
  await taught();

  expect(screen.queryByText(/only on paper/)).toBeNull();
  await fireEvent.click(screen.getByText(say("lesson_reveal")));

  expect(screen.getByText(/only on paper/)).toBeTruthy();
});

test("a result of another order is no answer to the guess", async () => {
  await taught();

  await fireEvent.input(screen.getByLabelText("Rounds ordered"), { target: { value: "40" } });

  expect(screen.queryByText(say("lesson_reveal"))).toBeNull();
});

test("a run shows what happened beside the guess", async () => {
  await taught();
  await fireEvent.input(screen.getByLabelText(say("lesson_ask")), { target: { value: "20" } });

  await fireEvent.click(screen.getByText(say("lesson_run")));

  expect(await screen.findByText(say("lesson_happened"))).toBeTruthy();
  expect(screen.getByLabelText(new RegExp(`${say("lesson_your_guess")} 20 %`))).toBeTruthy();
});

test("a run that failed reveals nothing", async () => {
  const session = await taught({ "/api/runs": () => new Response(stream('{"kind":"failed","message":"The worker was killed."}\n')) });
  await fireEvent.input(screen.getByLabelText("Rounds ordered"), { target: { value: "40" } });

  await fireEvent.click(screen.getByText(say("lesson_run")));
  await waitFor(() => expect(session.running).toBe(false));

  expect(screen.getByRole("alert").textContent).toBe("The worker was killed.");
  expect(screen.queryByText(say("lesson_happened"))).toBeNull();
});

test("orders that were tried stand below one another", async () => {
  const session = await taught();
  for (const value of [40, 80]) {
    session.scenario.set(SETTINGS.settings.find((one) => one.path === ROUNDS)!, value);
    await fireEvent.click(await screen.findByText(say("lesson_run")));
    if (value === 40) await fireEvent.click(await screen.findByText(say("lesson_again")));
  }

  const rows = (await screen.findByText(say("lesson_tries"))).closest("table")?.querySelectorAll("tbody th");

  expect([...(rows ?? [])].map((row) => row.textContent)).toEqual(["40", "80"]);
});
