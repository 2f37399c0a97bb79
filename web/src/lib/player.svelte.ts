/** Milliseconds that a day is shown while days play. */
const PACE = 50;

/** A day that plays: forwards by itself, or set by hand. */
export class Player {
  day = $state(0);
  playing = $state(false);
  private readonly length: () => number;
  private handle = 0;

  constructor(day: number, length: () => number) {
    this.day = day;
    this.length = length;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.play();
  }

  stop(): void {
    this.playing = false;
    cancelAnimationFrame(this.handle);
  }

  /** Set a day by hand; playing ends. */
  set(day: number): void {
    this.stop();
    this.day = day;
  }

  /** From the day shown, or from the beginning after the last; a slow screen leaves days out rather than time. */
  private play(): void {
    const first = this.day >= this.length() - 1 ? 0 : this.day;
    let since: number | null = null;
    this.day = first;
    this.playing = true;
    const next = (now: number) => {
      since ??= now;
      this.day = Math.min(this.length() - 1, first + Math.floor((now - since) / PACE));
      if (this.day >= this.length() - 1) this.stop();
      else if (this.playing) this.handle = requestAnimationFrame(next);
    };
    this.handle = requestAnimationFrame(next);
  }
}
