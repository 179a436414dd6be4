import type { Clock } from "../src/clock.ts";

/** Time that passes when the test says so. */
export class TestClock implements Clock {
  #now: number;
  #timers: { at: number; call: () => void }[] = [];
  constructor(now: number) {
    this.#now = now;
  }
  now = () => this.#now;
  after(milliseconds: number, call: () => void): () => void {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { call } of due) call();
  }
}
