import { afterEach, describe, expect, test, vi } from "vitest";
import { ROUNDS, settled, SETTINGS } from "../fixtures/explorer";
import { Player } from "../lib/player.svelte";
import { say } from "../lib/words";
import { refusals } from "./bounds";
import { pressed } from "./keys";
import { followLink, linkOf } from "./link";
import { Shown } from "./shown.svelte";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a link", () => {
  test("brings back all that the page shows and would run", async () => {
    const [session, shown] = [await settled(), new Shown()];
    session.scenario.set(SETTINGS.settings[0]!, 40);
    Object.assign(session, { sample: 0.5, days: 2, seed: 99 });
    Object.assign(shown, { tab: "flow", lesson: true, metric: "held", lines: ["", "held", ""] });
    const [other, found] = [await settled(), new Shown()];

    const day = followLink(linkOf(session, shown, 17), other, found);

    expect([day, other.request(), linkOf(other, found, 17)]).toEqual([17, session.request(), linkOf(session, shown, 17)]);
    expect([found.tab, found.lesson, found.metric, found.lines]).toEqual(["flow", true, "held", ["", "held", ""]]);
  });

  test("puts back what it leaves out, as that is usual", async () => {
    const [session, shown] = [await settled(), new Shown()];
    const usual = linkOf(session, shown, 0);
    Object.assign(session, { sample: 0.5, days: 2, seed: 99 });
    Object.assign(shown, { tab: "flow", lesson: true, metric: "held", lines: ["", "held", ""] });

    followLink(usual, session, shown);

    expect(linkOf(session, shown, 0)).toBe(usual);
  });

  test("brings back the country of its scenario", async () => {
    const [session, other] = [await settled(), await settled()];
    session.choosePack("land");

    followLink(linkOf(session, new Shown(), 0), other, new Shown());

    expect([other.pack, other.scenario.id, other.sample]).toEqual(["land", "still", 0.01]);
  });

  test("with values beyond their ranges changes nothing", async () => {
    const session = await settled();
    const before = session.request();

    followLink(`scenario=drive&s.${ROUNDS}=9000&sample=7&days=-1&seed=x&tab=nowhere`, session, new Shown());

    expect(session.request()).toEqual(before);
  });

  test("never carries the token", async () => {
    expect(linkOf(await settled(), new Shown(), 0)).not.toContain("secret");
  });
});

describe("what would be refused", () => {
  test("is nothing as the page opens", async () => {
    expect(refusals(await settled())).toEqual([]);
  });

  test("is said of too many people, with the share that would do", async () => {
    const session = await settled();
    session.choosePack("land");
    session.sample = 0.2;

    expect(refusals(session)).toEqual([say("sample_large", { most: "50,000", share: 0.05 })]);
  });

  test.each([["sample", Number.NaN, "sample_wrong"], ["days", 101, "days_wrong"], ["days", 1.5, "days_wrong"], ["seed", -1, "seed_wrong"]] as const)("is said of %s %s", async (name, value, word) => {
    const session = await settled();
    Object.assign(session, { [name]: value });

    expect(refusals(session)).toEqual([say(word, { most: "100" })]);
  });

  test("is said of two scenarios that cover other days", async () => {
    const session = await settled();
    session.scenario.choose("later");

    expect(refusals(session)).toEqual([say("other_days")]);
  });

  test("does not come up where a scenario brings its twin along", async () => {
    const session = await settled();
    session.choose("later");

    expect([session.base.id, refusals(session)]).toEqual(["still-later", []]);
  });
});

describe("the keyboard", () => {
  function after(key: string, from: EventTarget = document.body, more: KeyboardEventInit = {}): Player {
    const player = new Player(10, () => 30);
    const event = new KeyboardEvent("keydown", { key, ...more });
    Object.defineProperty(event, "target", { value: from });
    pressed(event, player, 30);
    player.playing = player.playing && (player.stop(), true);
    return player;
  }

  test("turns days with the arrows, and weeks with Shift", () => {
    expect([after("ArrowRight").day, after("ArrowLeft").day, after("ArrowRight", document.body, { shiftKey: true }).day]).toEqual([11, 9, 17]);
  });

  test("plays with the space bar", () => {
    expect([after(" ").playing, after("x").playing]).toEqual([true, false]);
  });

  test("leaves keys to the field or button that has the focus", () => {
    expect([after("ArrowRight", document.createElement("input")).day, after(" ", document.createElement("button")).playing]).toEqual([10, false]);
  });

  test("leaves the arrows to a table that they scroll, and to no other", () => {
    const table = Object.assign(document.createElement("div"), { className: "scroll" });
    const wide = vi.spyOn(table, "scrollWidth", "get").mockReturnValue(600);
    vi.spyOn(table, "clientWidth", "get").mockReturnValue(300);
    const days = [after("ArrowRight", table).day, after(" ", table).playing];
    wide.mockReturnValue(300);

    expect([...days, after("ArrowRight", table).day]).toEqual([10, true, 11]);
  });

  test("stops at the last day", () => {
    const player = new Player(29, () => 30);
    pressed(new KeyboardEvent("keydown", { key: "ArrowRight" }), player, 30);

    expect(player.day).toBe(29);
  });
});

describe("days that play", () => {
  /** Days shown as frames of the screen come in, at these milliseconds. */
  function played(day: number, frames: number[]): number[] {
    let next: FrameRequestCallback = () => {};
    vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => ((next = callback), 1));
    const player = new Player(day, () => 30);
    player.toggle();
    return frames.map((now) => (next(now), player.day));
  }

  test("pass at one pace, however many frames the screen shows", () => {
    expect(played(3, [1000, 1016, 1050, 1100, 1300])).toEqual([3, 3, 4, 5, 9]);
  });

  test("begin anew after the last", () => {
    expect(played(29, [0, 50])).toEqual([0, 1]);
  });

  test("end on the last", () => {
    expect(played(27, [0, 9000])).toEqual([27, 29]);
  });
});
