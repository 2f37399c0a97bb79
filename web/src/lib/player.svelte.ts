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

  /** From the day shown, or from the beginning after the last: a day on every third frame of the screen. */
  private play(): void {
    if (this.day >= this.length() - 1) this.day = 0;
    this.playing = true;
    let frame = 0;
    const next = () => {
      frame += 1;
      if (frame % 3 === 0) this.day += 1;
      if (this.day >= this.length() - 1) this.stop();
      else if (this.playing) this.handle = requestAnimationFrame(next);
    };
    this.handle = requestAnimationFrame(next);
  }
}
