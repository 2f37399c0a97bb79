import type { Maybe, Range } from "./payload";
import { LANGUAGE } from "./language";
import { say } from "./words";

const DAY = 86_400_000;
/** Days beyond which a date needs its year. */
export const YEAR = 366;
const significant = new Intl.NumberFormat(LANGUAGE, { maximumSignificantDigits: 2 });
const twoDigits = new Intl.NumberFormat(LANGUAGE, { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const shortDate = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(LANGUAGE, { month: "short", year: "numeric", timeZone: "UTC" });
const longDate = new Intl.DateTimeFormat(LANGUAGE, {
  day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});

/** A quantity with two significant digits. */
export function quantity(value: Maybe): string {
  if (value === null) return say("hidden");
  return significant.format(value);
}

/** A count, in full. */
export function count(value: number): string {
  return whole.format(value);
}

/** A share of one as a percentage. */
export function percent(value: Maybe): string {
  if (value === null) return say("hidden");
  const hundredths = value * 100;
  return `${Math.abs(hundredths) < 10 ? significant.format(hundredths) : whole.format(hundredths)}\u00a0%`;
}

/** A value in its form, or a dash where its row already says why it cannot be told. */
export function orDash(value: Maybe, form: (value: Maybe) => string): string {
  return value === null ? say("not_told") : form(value);
}

/** A ratio to the twin. */
export function times(value: Maybe): string {
  if (value === null) return say("hidden");
  return `${value >= 10 ? whole.format(value) : twoDigits.format(value)}×`;
}

/** Both ends of the 90 % range, in the form of the value itself; a sign that both carry stands once. */
export function ends(range: Pick<Range, "low90" | "high90"> | null, form: (value: Maybe) => string): string {
  if (range === null || range.low90 === null || range.high90 === null) return "";
  return `${form(range.low90).replace(/(\s%|×)$/, "")}–${form(range.high90)}`;
}

/** Form of the values of a unit: shares as percentages, all else with two digits. */
export function formOf(unit: string): (value: Maybe) => string {
  return unit.startsWith("share") ? percent : quantity;
}

/** A title with its first letter large, as at the head of a figure. */
export function headed(title: string): string {
  return title.charAt(0).toLocaleUpperCase() + title.slice(1);
}

/** What stands before the first comma of a title, in whatever script: a country without its census. */
export function brief(title: string): string {
  return title.split(/[,،、，]/)[0] ?? title;
}

/** The range that tells most: over draws if there is one, else over seeds. */
export function widest(row: { seeds: Range | null; draws: Range | null }): Range | null {
  return row.draws ?? row.seeds;
}

function moment(start: string, day: number): number {
  return Date.parse(`${start}T00:00:00Z`) + day * DAY;
}

/** Day of the run as "4 Aug". */
export function dayShort(start: string, day: number): string {
  return shortDate.format(moment(start, day));
}

/** Day of the run, with its year where the run is so long that a day comes more than once. */
export function dayOf(start: string, day: number, days: number): string {
  return days > YEAR ? dayLong(start, day) : dayShort(start, day);
}

/** Month of a day of the run as "Aug 2015". */
export function monthShort(start: string, day: number): string {
  return month.format(moment(start, day));
}

/** Day of the run as "4 August 2015". */
export function dayLong(start: string, day: number): string {
  return longDate.format(moment(start, day));
}

/** An ISO date as "4 August 2015". */
export function date(iso: string): string {
  return longDate.format(Date.parse(`${iso}T00:00:00Z`));
}
