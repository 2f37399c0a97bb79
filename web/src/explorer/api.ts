import type { Payload } from "../lib/payload";
import { accept } from "../lib/reading";
import type { Line, Problem, Refusal, RunRequest, Settings } from "../lib/stream";
import { say, spoken } from "../lib/words";

const TOKEN = "clampdown-token";

/** What the server refuses, or does not answer, as sentences for the place where it happened. */
export class Refused extends Error {
  readonly problems: Problem[];

  constructor(message: string, problems: Problem[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** Take the token out of the address, so that it is neither seen nor mailed with a link. */
export function takeToken(place: Location, past: History, kept: Storage): string {
  const fragment = new URLSearchParams(place.hash.slice(1));
  const given = fragment.get("token");
  if (given !== null) {
    kept.setItem(TOKEN, given);
    fragment.delete("token");
    const rest = fragment.toString();
    past.replaceState(null, "", place.pathname + place.search + (rest ? `#${rest}` : ""));
  }
  return kept.getItem(TOKEN) ?? "";
}

/** The explorer's server, as this page asks it. */
export class Server {
  private readonly token: string;

  constructor(token: string) {
    this.token = token;
  }

  private async ask(path: string, options: RequestInit = {}): Promise<Response> {
    if (this.token === "") throw new Refused(say("no_token"));
    const headers = { Authorization: `Bearer ${this.token}`, ...(options.body ? { "Content-Type": "application/json" } : {}) };
    let answer: Response;
    try {
      answer = await fetch(path, { ...options, headers, cache: "no-store" });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Refused(say("no_server"));
    }
    if (!answer.ok) {
      const refusal = (await answer.json().catch(() => null)) as Refusal | null;
      throw new Refused(refusal?.message || say("refused", { status: answer.status }), refusal?.problems ?? []);
    }
    return answer;
  }

  async settings(): Promise<Settings> {
    return spoken((await (await this.ask("/api/settings")).json()) as Settings);
  }

  async payload(path: string): Promise<Payload> {
    const found = accept(await (await this.ask(path)).json());
    if ("sentence" in found) throw new Refused(found.sentence);
    return found.payload;
  }

  demo(): Promise<Payload> {
    return this.payload("/api/demo");
  }

  result(run: string): Promise<Payload> {
    return this.payload(`/api/runs/${encodeURIComponent(run)}/payload`);
  }

  async check(text: string): Promise<Problem[]> {
    const answer = await this.ask("/api/check", { method: "POST", body: JSON.stringify({ text }) });
    return ((await answer.json()) as Refusal).problems;
  }

  async file(run: string, what: "report" | "export"): Promise<Blob> {
    return (await this.ask(`/api/runs/${encodeURIComponent(run)}/${what}`)).blob();
  }

  /** The days of a run as they end; aborting stops it. */
  async *run(request: RunRequest, signal: AbortSignal): AsyncGenerator<Line> {
    const answer = await this.ask("/api/runs", { method: "POST", body: JSON.stringify(request), signal });
    if (answer.body === null) throw new Refused(say("no_server"));
    try {
      yield* lines(answer.body);
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Refused(say("broken_off"));
    }
  }
}

/** Lines of JSON out of a stream of bytes, however it was cut. */
export async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const whole = rest.split("\n");
    rest = done ? "" : whole.pop() ?? "";
    for (const line of whole) if (line.trim() !== "") yield spoken(JSON.parse(line) as Line);
    if (done) return;
  }
}
