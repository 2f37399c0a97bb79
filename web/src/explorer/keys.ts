import type { Player } from "../lib/player.svelte";

const TAKEN = "input, select, textarea, button, summary, a, [contenteditable]";
const WEEK = 7;

/**
 * Play with the space bar, and turn days with the arrows (weeks with Shift), unless the key belongs to what has the
 * focus. Returns whether the key was used.
 */
export function pressed(event: KeyboardEvent, player: Player, days: number): boolean {
  const target = event.target as HTMLElement | null;
  const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const plays = event.key === " ";
  if (event.ctrlKey || event.metaKey || event.altKey || (steps === undefined && !plays)) return false;
  const slider = target?.matches?.(".play-bar input") ?? false;
  if (target?.closest?.(TAKEN) && !(slider && plays)) return false;
  if (steps !== undefined && scrollsSideways(target)) return false;
  event.preventDefault();
  if (steps === undefined) player.toggle();
  else player.set(Math.min(days - 1, Math.max(0, player.day + steps * (event.shiftKey ? WEEK : 1))));
  return true;
}

/** Whether the arrows move a table that is wider than its place. */
function scrollsSideways(target: HTMLElement | null): boolean {
  const table = target?.closest?.(".scroll") ?? null;
  return table !== null && table.scrollWidth > table.clientWidth;
}
