import type { MapLayer, MapMetric, Maybe } from "./payload";

export const HIDDEN = 255;
const HIGHEST = 254;

/** Bytes of a base64 text. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Values of one scenario over frames and areas, as they are asked for. */
export class Layer {
  readonly data: Uint8Array;
  readonly noise: Uint8Array | null;
  private readonly areas: number;
  private readonly scale: readonly [number, number];

  constructor(metric: MapMetric, layer: MapLayer) {
    this.data = bytes(layer.data);
    this.noise = layer.noise === null ? null : bytes(layer.noise);
    this.areas = this.data.length / Math.max(1, metric.frames.length);
    if (!Number.isInteger(this.areas)) throw new Error("A map has cells that belong to no area.");
    this.scale = metric.scale;
  }

  /** Byte of an area in a frame; `HIDDEN` beyond the ends. */
  byte(frame: number, area: number): number {
    return this.data[frame * this.areas + area] ?? HIDDEN;
  }

  /** Value of an area in a frame; null where hidden. */
  value(frame: number, area: number): Maybe {
    const byte = this.byte(frame, area);
    if (byte === HIDDEN) return null;
    return this.scale[0] + ((this.scale[1] - this.scale[0]) * byte) / HIGHEST;
  }

  /** Whether the difference to the base lies within the noise of replicates. */
  inNoise(frame: number, area: number): boolean {
    return this.noise?.[frame * this.areas + area] === 1;
  }
}

/** Number of the last frame at or before a day. */
export function frameOf(metric: MapMetric, day: number): number {
  const next = metric.frames.findIndex((first) => first > day);
  return Math.max(0, (next < 0 ? metric.frames.length : next) - 1);
}

/** Step of a colour scale for a byte. */
export function stepOf(byte: number, steps: number): number {
  return Math.min(steps - 1, Math.floor((byte / (HIGHEST + 1)) * steps));
}
