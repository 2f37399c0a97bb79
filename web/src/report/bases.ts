import type { ByBasis } from "../lib/payload";
import type { Word } from "../lib/words";

export type Basis = keyof ByBasis;

/** Bases of numbers, the firmest first. */
export const BASES: readonly Basis[] = ["measured", "estimated", "judged", "assumed"];

/** Their shades: the darker, the firmer, so that a copy in black and white tells as much. */
export const SHADES: Record<Basis, string> = { measured: "#1f1d1a", estimated: "#6b6459", judged: "#c08a1e", assumed: "#f0dcae" };

export const WORDS: Record<Basis, Word> = {
  measured: "basis_measured", estimated: "basis_estimated", judged: "basis_judged", assumed: "basis_assumed",
};
