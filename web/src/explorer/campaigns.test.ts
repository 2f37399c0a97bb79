import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BEGUN, day, json, serve, SETTINGS, settled, waiting } from "../fixtures/explorer";
import { invented } from "../fixtures/invented";
import type { Payload } from "../lib/payload";
import { say } from "../lib/words";
import { Server } from "./api";
import { peopleOf } from "./bounds";
import Explorer from "./Explorer.svelte";
import { Session } from "./session.svelte";
import { viewOf } from "./view";

beforeEach(() => {
  HTMLElement.prototype.scrollIntoView = () => {};
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A result of two campaigns with one twin: the first was compared with, the second tried. */
function ofTwo(): Payload {
  const payload = invented();
  const [twin, one] = payload.scenarios;
  const [metric] = payload.map!.metrics.filter((some) => some.areas === "provinces");
  const tried = payload.flow[0]!;
  const steps = tried.work!.steps.map((step) => ({ ...step, share: step.key === "done" ? 0.77 : step.share }));
  return {
    ...payload, scenarios: [twin!, { ...one!, id: "usual", title: "Usual" }, { ...one!, id: "drive", title: "Tried" }],
    map: { ...payload.map!, metrics: [{ ...metric!, layers: [...metric!.layers, { ...metric!.layers[1]!, scenario: 2 }] }] },
    flow: [tried, { ...tried, scenario: 2, work: { ...tried.work!, steps } }],
  };
}

async function opened(payload: Payload, fragment = ""): Promise<Session> {
  serve({ "/api/settings": json(SETTINGS), "/api/demo": json(payload) });
  const session = new Session(new Server("secret"));
  render(Explorer, { session, fragment });
  await waitFor(() => expect(session.view).not.toBeNull());
  return session;
}

test("two campaigns stand beside each other on the maps, and not one beside its twin", async () => {
  await opened(ofTwo());

  const heads = [...document.querySelectorAll(".map h2")].map((head) => head.textContent?.trim());

  expect(heads).toEqual(["Tried", "Usual"]);
});

test("one campaign stands beside its twin", () => {
  expect(viewOf(invented()).pair).toEqual([1, 0]);
});

test("a lesson shows what became of the order that was tried, and not of the one beside it", async () => {
  const session = await opened(ofTwo(), "lesson=1");
  await waitFor(() => expect(session.scenario.id).toBe("drive"));

  await fireEvent.click(await screen.findByText(say("lesson_reveal")));

  expect(screen.getByLabelText(new RegExp(`^${say("lesson_done")}: 77 %`))).toBeTruthy();
});

test("a text that nobody could check is not called right", async () => {
  const session = await opened(invented());
  const [text] = screen.getAllByLabelText(say("text_label", { title: "drive" }));
  await fireEvent.input(text!, { target: { value: "id: nonsense" } });

  await fireEvent.click(screen.getAllByText(say("check_text")).find((one) => !one.hasAttribute("disabled"))!);
  await waitFor(() => expect(session.sentence).not.toBe(""));

  expect(screen.queryByText(say("text_right"))).toBeNull();
});

test("a day that was chosen with the keyboard while a run goes on stays", async () => {
  const lines = [BEGUN, day(0, 0, 1), day(0, 1, 1), day(1, 0, 1), day(1, 1, 1)].map((line) => `${JSON.stringify(line)}\n`).join("");
  serve({ "/api/settings": json(SETTINGS), "/api/demo": json(invented()), "/api/runs": () => new Response(waiting(lines)) });
  const session = new Session(new Server("secret"));
  render(Explorer, { session, fragment: "" });
  await fireEvent.click(await screen.findByText(say("run_both")));
  await waitFor(() => expect(session.lived).toBe(2));

  const slider = screen.getByLabelText(say("map_day"));
  await fireEvent.input(slider, { target: { value: "0" } });
  session.lived = 3;
  await tick();

  expect(slider).toHaveProperty("value", "0");
});

test("no share of beats is nobody", async () => {
  expect(peopleOf(await settled(), Number.NaN)).toBe(0);
});

test("a command can be copied where the browser keeps its clipboard to itself", async () => {
  const copied: string[] = [];
  const copy = () => copied.push((document.activeElement as HTMLTextAreaElement).value) > 0;
  Object.assign(document, { execCommand: copy });
  const session = await opened(invented());

  await fireEvent.click(screen.getByText(say("copy_command")));

  expect(copied).toEqual([session.commands.join("\n")]);
});
