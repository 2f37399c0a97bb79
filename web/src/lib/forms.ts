// Forms of what stands in the places of a text, as the program writes them too (`experiments/saying.py`).
import { LANGUAGE } from "./language";

const NONE = "–";
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const twoPlaces = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDigit = new Intl.NumberFormat(LANGUAGE, { maximumSignificantDigits: 1 });
const plain = new Intl.NumberFormat(LANGUAGE, { maximumSignificantDigits: 6, useGrouping: false });
const list = new Intl.ListFormat(LANGUAGE);

type Numbers = Record<string, (value: number | null) => string>;

/** A form for numbers; a dash where there is none. */
function of(form: (value: number) => string): (value: number | null) => string {
  return (value) => (value === null ? NONE : form(value));
}

function share(value: number): string {
  const percent = value * 100;
  const digits = percent === 0 || percent >= 1 ? whole : oneDigit;
  return `${digits.format(percent)}\u00a0%`;
}

export const FORMS: { numbers: Numbers; texts: Record<string, (parts: string[]) => string> } = {
  numbers: {
    ratio: of((value) => (Math.abs(value) < 10 ? twoPlaces : whole).format(value)),
    share: of(share),
    count: of((value) => whole.format(value)),
    plain: of((value) => plain.format(value)),
  },
  texts: {
    list: (parts) => list.format(parts),
    rows: (parts) => parts.join("; "),
  },
};
