import type { Scenario } from "./payload";

/** How a scenario is drawn everywhere: colour and dash, so that it also survives a black-and-white print. */
export interface Look {
  colour: string;
  dash: string;
  /** Name of the scenario; two of one name are told apart by their marks. */
  title: string;
  /** One sign for it where names would not fit: a number, or a letter for one that others are held against. */
  mark: string;
}

const ARMS = [
  { colour: "#a3321f", dash: "" },
  { colour: "#8a6100", dash: "10 3 2 3" },
  { colour: "#2f6b48", dash: "4 3" },
  { colour: "#6c4394", dash: "12 4" },
  { colour: "#b4377f", dash: "2 2" },
];
const BASES = [
  { colour: "#1f5a87", dash: "7 4" },
  { colour: "#5c6670", dash: "2 3" },
  { colour: "#1d7683", dash: "14 3 3 3 3 3" },
  { colour: "#3d4a9a", dash: "3 6" },
  { colour: "#4f7f96", dash: "9 2 2 2 2 2" },
];

const FIRST_LETTER = 97;

/** One look for each scenario: warm for those held against another, cool for those they are held against. */
export function looksOf(scenarios: readonly Scenario[]): Look[] {
  let arms = 0;
  let bases = 0;
  return scenarios.map(({ against, title }) => {
    const mark = against === null ? String.fromCharCode(FIRST_LETTER + bases) : String(arms + 1);
    const kind = against === null ? BASES[bases++ % BASES.length] : ARMS[arms++ % ARMS.length];
    const alone = scenarios.filter((other) => other.title === title).length === 1;
    return { colour: kind?.colour ?? "#1f1d1a", dash: kind?.dash ?? "", title: alone ? title : `${title} (${mark})`, mark };
  });
}

/** Paper to dark red in six steps; each step differs in lightness, so that grey prints keep the order. */
export const STEPS = ["#f6f0e1", "#f6d7ab", "#efb078", "#dd7c4c", "#b9472f", "#78191f"];
