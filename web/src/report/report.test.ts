import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { beforeAll, describe, expect, test } from "vitest";
import comparison from "../fixtures/comparison.json";
import { invented } from "../fixtures/invented";
import run from "../fixtures/run.json";
import type { Payload } from "../lib/payload";
import { headed, percent } from "../lib/numbers";
import { say } from "../lib/words";
import EvidenceSection from "./EvidenceSection.svelte";
import Report from "./Report.svelte";
import { alike, runs } from "./resting";
import Root from "./Root.svelte";
import Sorry from "./Sorry.svelte";

const PAGES: [string, Payload][] = [
  ["a run", run as unknown as Payload],
  ["a comparison", comparison as unknown as Payload],
  ["a comparison with draws on a drawn country", invented()],
];

/** The same campaign some times over, each under a name of its own, all against one base. */
function withArms(payload: Payload, count: number): Payload {
  const arms = Array.from({ length: count }, (_, n) => n + 1);
  const each = <T extends { scenario: number }>(blocks: readonly T[]) => arms.map((scenario) => ({ ...blocks[0]!, scenario }));
  return {
    ...payload,
    scenarios: [payload.scenarios[0]!, ...arms.map((n) => ({ ...payload.scenarios[1]!, id: `arm-${n}`, title: `Arm ${n}` }))],
    cost: each(payload.cost), who: each(payload.who), flow: each(payload.flow), why_held: each(payload.why_held),
  };
}

describe.each(PAGES)("the report of %s", (_, payload) => {
  test("opens with its headline", () => {
    const { container } = render(Report, { payload });

    expect(container.querySelector("h1")?.textContent).toBe(payload.headline.text);
  });

  test("says of every figure that nobody in it exists", () => {
    const { container } = render(Report, { payload });
    const silent = [...container.querySelectorAll("figure")].filter((figure) => !figure.textContent?.includes(say("notice")));

    expect(silent).toEqual([]);
  });

  test("says so in every map's own drawing", () => {
    const { container } = render(Report, { payload });

    for (const map of container.querySelectorAll("svg.places")) expect(map.textContent).toContain(say("notice"));
  });

  test("tells human cost before anything else", () => {
    const { container } = render(Report, { payload });

    expect(container.querySelector("section")?.id).toBe("cost");
  });
});

describe.each(PAGES)("what the figures of %s rest on", (_, payload) => {
  test("stands in a line that each human cost links to", () => {
    const { container } = render(Report, { payload });
    const links = [...container.querySelectorAll<HTMLAnchorElement>("#cost .rests a")];

    expect(links.length).toBe(payload.evidence.figures.filter((one) => payload.cost.some((cost) => cost.rows.some((row) => row.key === one.key))).length);
    for (const link of links) expect(container.querySelector(link.getAttribute("href")!)).not.toBeNull();
  });

  test("is told with its share of assumed numbers, one line for figures alike", () => {
    const { container } = render(Report, { payload });
    const told = [...container.querySelectorAll(".resting tbody tr")].map((row) => row.textContent ?? "");

    expect(told.length).toBe(alike(payload.evidence).length);
    for (const one of payload.evidence.figures) expect(told.some((line) => line.includes(headed(one.title)) && line.includes(percent(one.assumed)))).toBe(true);
  });
});

describe("the report", () => {
  let payload: Payload;
  beforeAll(() => {
    payload = invented();
  });

  test("shows no number where there are too few people", () => {
    render(Report, { payload });
    const row = screen.getByText("Deaths in custody").closest("tr")!;

    expect(within(row).getAllByText(say("hidden")).length).toBe(1);
    expect(row.textContent).not.toMatch(/\d/);
  });

  test("names what the twin has none of", () => {
    render(Report, { payload });
    const row = screen.getByText("Kin punished").closest("tr")!;

    expect(row.textContent).toContain(say("none_in_twin"));
  });

  test("opens its map on the telling day and moves with the slider", async () => {
    render(Report, { payload });
    const slider = screen.getByLabelText(say("map_day"));

    expect(slider).toHaveProperty("value", "96");
    await fireEvent.input(slider, { target: { value: "10" } });

    expect(slider.getAttribute("aria-valuetext")).toBe("11 July 2015");
  });

  test("returns its map to the telling day before it prints", async () => {
    render(Report, { payload });
    const slider = screen.getByLabelText(say("map_day"));
    await fireEvent.input(slider, { target: { value: "10" } });

    await fireEvent(window, new Event("beforeprint"));

    expect(slider).toHaveProperty("value", "96");
  });

  test("sorts the table of a map by value, largest first", async () => {
    const { container } = render(Report, { payload });
    const table = container.querySelector("#map .as-table")! as HTMLElement;

    await fireEvent.click(within(table).getByText("The campaign"));
    const values = [...table.querySelectorAll("tbody tr td:nth-child(2)")].map((cell) => Number(cell.textContent)).filter(Number.isFinite);

    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  test("hatches a county within noise and dots a hidden one", async () => {
    const { container } = render(Report, { payload });
    const choice = container.querySelector("#map select")! as HTMLSelectElement;

    await fireEvent.change(choice, { target: { value: "1" } });

    expect(container.querySelectorAll("#map .maps path.noise").length).toBeGreaterThan(0);
    expect(container.querySelector("#map .maps path[fill*='hidden']")).not.toBeNull();
  });

  test("says that one run has no range", () => {
    render(Report, { payload: { ...payload, about: { ...payload.about, replicates: 1, draws: 1 } } });

    expect(screen.getByText(new RegExp(say("range_one")))).toBeTruthy();
  });

  test("says of a run's bands that they are of draws, made on a part, up to the end of the campaign", () => {
    const drawn = run as unknown as Payload;
    const { container } = render(Report, { payload: { ...drawn, about: { ...drawn.about, drawn_on: { places: 49, of: 196 } } } });

    const caption = say("band_caption_run", { of: say("of_draws", { count: 20 }) + say("on_part", { places: 49, of: 196 }) });
    expect(container.querySelector("#orders")?.textContent).toContain(caption);
    expect(container.querySelector("header")?.textContent).toContain(say("range_part", { places: 49, of: 196 }));
  });

  test("draws the bands of a run only as far as its draws go", () => {
    const line = (run as unknown as Payload).series.find((one) => one.key === "households_afraid")!.lines[1]!;

    expect([line.over, line.count]).toEqual(["draws", 20]);
    expect(line.high90!.findLastIndex((value) => value !== null)).toBe(run.about.windows.during[1]);
    expect(line.median.findLastIndex((value) => value !== null)).toBe(run.about.days - 1);
  });

  test("shows a page without map, traces or outsiders rather than none", () => {
    render(Report, { payload: { ...payload, map: null, trace: [], outsiders: [], who: [], why_held: [], flow: [] } });

    expect(screen.getByText(say("outsiders_none"))).toBeTruthy();
  });

  test("shows five scenarios", () => {
    const arms = [1, 2, 3, 4].map((n) => ({ ...payload.scenarios[1]!, id: `arm-${n}`, title: `Arm ${n}` }));
    const cost = [1, 2, 3, 4].map((scenario) => ({ ...payload.cost[0]!, scenario }));
    render(Report, { payload: { ...payload, scenarios: [payload.scenarios[0]!, ...arms], cost } });

    expect(screen.getAllByText("Arm 4").length).toBeGreaterThan(0);
  });

  test("shows who is held of one scenario at a time where there are many, as chosen", async () => {
    const { container } = render(Report, { payload: withArms(payload, 4) });
    const choice = container.querySelector("#who select")! as HTMLSelectElement;

    expect(container.querySelector("#who h3")?.textContent).toContain("Arm 1");
    await fireEvent.change(choice, { target: { value: "4" } });

    expect(container.querySelector("#who h3")?.textContent).toContain("Arm 4");
  });

  test("says once what every scenario hides", () => {
    render(Report, { payload: withArms(payload, 4) });
    const rows = screen.getByText("Deaths in custody").closest("tbody")!;

    expect(within(rows).getAllByText(say("hidden"))).toHaveLength(1);
    expect(rows.querySelectorAll("tr")).toHaveLength(1);
  });

  test("follows first an order that comes back as a claim", () => {
    const light = { ...payload.trace[0]!, title: "No hours", total: { ...payload.trace[0]!.total, done: null, claimed: null } };
    const { container } = render(Report, { payload: { ...payload, trace: [light, payload.trace[0]!] } });

    expect(container.querySelector("#trace .order b")?.textContent).toBe("Street patrols");
  });

  test("names one measure of two directives once", () => {
    const why = payload.why_held[0]!;
    const row = { ...why.rows[0]!, orders: ["one", "two"].map((directive) => ({ order: `${directive}/patrol`, title: "Street patrols", measure: "patrol", directive })) };
    const { container } = render(Report, { payload: { ...payload, why_held: [{ ...why, rows: [row] }] } });

    expect(container.querySelector("#why tbody")?.textContent?.match(/Street patrols/g)).toHaveLength(1);
    expect(container.querySelector("#why tbody")?.textContent).toContain(say("why_in_directives", { count: 2 }));
  });

  test("draws what was ordered as the whole of which the rest are shares", () => {
    const { container } = render(Report, { payload: comparison as unknown as Payload });

    expect(container.querySelector("#orders svg")?.textContent).toContain(say("ordered_line"));
  });

  test("works as a lesson that hides its findings until somebody has guessed", async () => {
    const { container } = render(Root, { payload, fragment: "#lesson" });

    expect(container.textContent).not.toContain(payload.headline.text);
    expect(container.querySelector("svg.guess")).toBeNull();
    await fireEvent.click(screen.getByText(say("lesson_reveal")));

    expect(container.querySelectorAll("svg.guess")).toHaveLength(2);
  });

  test("names the public works behind its figures", () => {
    const { container } = render(Report, { payload });

    expect(container.querySelector("#evidence ol.works")?.textContent).toContain(payload.evidence.works[0]);
  });

  test("tells no share where an older version made the files", () => {
    const evidence = { ...payload.evidence, figures: [], stages: [], works: [], reports: {} };
    const { container } = render(Report, { payload: { ...payload, evidence } });

    expect(container.querySelector(".resting, .rests")).toBeNull();
  });

  test("puts figures into one line that rest on the same, and others into their own", () => {
    expect(alike(payload.evidence).map((line) => line.map((one) => one.key))).toEqual([["held"], ["claimed", "believed"]]);
  });

  test("draws neighbouring paragraphs together", () => {
    expect(runs([1, 2, 3, 5, 7, 8])).toBe("1–3, 5, 7–8");
  });

  test("says in a sentence what it cannot read", () => {
    render(Sorry, { sentence: say("damaged") });

    expect(screen.getByRole("alert").textContent).toBe(say("damaged"));
  });
});

describe("what numbers are taken over", () => {
  test("groups of a comparison with draws are said to be of all draws, and not of the numbers written down", () => {
    const { container } = render(Report, { payload: invented() });

    expect(container.querySelector("#who figcaption")?.textContent).toContain(say("dot_draws"));
    expect(container.querySelector("#cost figcaption")?.textContent).toContain(say("dot_written"));
  });

  test("the flow and one order of a comparison are said to be the middle of its draws", () => {
    const { container } = render(Report, { payload: invented() });
    const captions = (id: string) => [...container.querySelectorAll(`#${id} figcaption`)].map((one) => one.textContent).join(" ");

    expect(captions("flow")).toContain(say("of_draws", { count: 20 }));
    expect(captions("trace")).toContain(say("of_draws", { count: 20 }));
  });

  test("a single run is the middle of nothing", () => {
    const { container } = render(Report, { payload: run as unknown as Payload });

    expect(container.textContent).not.toContain("Each number is the middle");
  });

  test("the sample of a part of the country is told by its name, and that of the whole by its share alone", () => {
    const about = { ...run.about, sample: { rest: 0.01, border: 1 } };
    const { container } = render(Report, { payload: { ...run, about } as unknown as Payload });
    const whole = render(Report, { payload: { ...run, about: { ...about, sample: { rest: 0.01 } } } as unknown as Payload });

    expect(container.querySelector(".facts")?.textContent).toContain(`${say("about_sample_rest")} ${percent(0.01)}, ${say("about_sample_border")}`);
    expect(whole.container.querySelector(".facts")?.textContent).not.toContain("rest");
  });
});

test("the basis of a number is told in the page's words", async () => {
  const payload = invented();
  render(EvidenceSection, { payload });

  const list = document.querySelector<HTMLDetailsElement>("details.records")!;
  list.open = true;
  await fireEvent(list, new Event("toggle"));

  const [first] = payload.evidence.records;
  expect([...list.querySelectorAll("tbody tr:first-child td")][3]?.textContent).toBe(say(`basis_${first!.basis}`));
});
