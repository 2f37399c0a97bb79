import { HIDDEN } from "./bytes";
import type { Maybe } from "./payload";

/** Values over frames and areas, wherever they come from. */
export interface Cells {
  byte(frame: number, area: number): number;
  value(frame: number, area: number): Maybe;
  inNoise(frame: number, area: number): boolean;
  readonly noise: Uint8Array | null;
}

const HIGHEST = 254;

/** Values of a run that is still going on: a row of numbers for each day, not a number where hidden. */
export class LiveCells implements Cells {
  readonly noise = null;
  private readonly rows: Float32Array[];
  private readonly top: () => number;

  constructor(rows: Float32Array[], top: () => number) {
    this.rows = rows;
    this.top = top;
  }

  value(frame: number, area: number): Maybe {
    const value = this.rows[frame]?.[area];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  byte(frame: number, area: number): number {
    const value = this.value(frame, area);
    return value === null ? HIDDEN : Math.min(HIGHEST, Math.round((value / this.top()) * HIGHEST));
  }

  inNoise(): boolean {
    return false;
  }
}

/** Numbers out of base64 of little-endian float32. */
export function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, n) => view.getFloat32(n * 4, true));
}

/** The next of 1, 2, 5, 10 … at or above a number, so that a scale stands still while days come in. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((step) => step * power >= value) ?? 10);
}

