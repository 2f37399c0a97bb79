import dprk from "../../../src/clampdown/packs/dprk/outlines.json";
import type { PlaceMap } from "./payload";

/** Outlines of a country in drawing units. */
export interface Geometry {
  width: number;
  height: number;
  credit: string;
  abroad: string;
  /** Whether these are tiles in rows, as no outline is known. */
  tiles: boolean;
  provinces: Record<string, { path: string; label: number[] }>;
  places: Record<string, { path: string }>;
}

const DRAWN: Record<string, Geometry> = { dprk: { ...dprk, tiles: false } };
const WIDTH = 1000;
const GAP = 16;

/** Outlines of a pack: drawn ones where there are some, else tiles by rule. */
export function geometryOf(pack: string, map: PlaceMap): Geometry {
  return DRAWN[pack] ?? tiles(map);
}

function square(x: number, y: number, width: number, height: number): string {
  return `M${x},${y}h${width}v${height}h${-width}z`;
}

/** Each province a block, each place in it a square, in the order of the pack. */
export function tiles(map: PlaceMap): Geometry {
  const provinces: Geometry["provinces"] = {};
  const places: Geometry["places"] = {};
  const columns = Math.ceil(Math.sqrt(map.provinces.length));
  const block = (WIDTH - GAP) / Math.max(1, columns) - GAP;
  map.provinces.forEach((province, n) => {
    const x = GAP + (n % columns) * (block + GAP);
    const y = GAP + Math.floor(n / columns) * (block + GAP);
    provinces[province.id] = { path: square(x, y, block, block), label: [x + block / 2, y + block / 2] };
    const members = placesOf(map, province.id);
    const side = Math.max(1, Math.ceil(Math.sqrt(members.length)));
    members.forEach((place, m) => {
      const size = block / side;
      places[place.id] = { path: square(x + (m % side) * size, y + Math.floor(m / side) * size, size, size) };
    });
  });
  const rows = Math.ceil(map.provinces.length / columns);
  return {
    width: WIDTH, height: GAP + rows * (block + GAP),
    credit: "", abroad: "", tiles: true, provinces, places,
  };
}

function placesOf(map: PlaceMap, province: string): PlaceMap["places"] {
  return map.places.filter((place) => place.province === province);
}
