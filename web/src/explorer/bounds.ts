import { count } from "../lib/numbers";
import { say } from "../lib/words";
import type { Session } from "./session.svelte";

/** People that a share of the pack's beats stands for, as a run would simulate them; none while no share is given. */
export function peopleOf(session: Session, share: number = session.sample): number {
  const all = share > 0 ? session.settings?.packs[session.pack]?.people ?? 0 : 0;
  if (all === 0) return 0;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, all * share))) - 1);
  return Math.round((all * share) / digits) * digits;
}

/** Days that both scenarios cover as they are written. */
export function daysOf(session: Session): number {
  return session.known(session.scenario.id)?.days ?? 0;
}

/** What the server would refuse of sample, days, seed and the pair of scenarios, each said before it is asked. */
export function refusals(session: Session): string[] {
  const { settings, sample, days, seed } = session;
  if (settings === null) return [];
  const { limits } = settings;
  const said: string[] = [];
  if (!(sample > 0 && sample <= 1)) said.push(say("sample_wrong"));
  else if (peopleOf(session) > limits.people) {
    const most = limits.people / (settings.packs[session.pack]?.people ?? 1);
    said.push(say("sample_large", { most: count(limits.people), share: Math.floor(most * 1000) / 1000 }));
  }
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= limits.days)) said.push(say("days_wrong", { most: count(limits.days) }));
  if (seed !== null && !(Number.isSafeInteger(seed) && seed >= 0)) said.push(say("seed_wrong"));
  const [one, other] = [session.known(session.scenario.id), session.known(session.base.id)];
  const written = session.scenario.text !== null || session.base.text !== null;
  if (one && other && !written && (one.start !== other.start || (days === null && one.days !== other.days))) said.push(say("other_days"));
  return said;
}
