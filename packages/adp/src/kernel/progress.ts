import { type Output, printable } from "./output.ts";

/** The time that one step took, beside the time that the tools under it took. */
export interface StepTime {
  readonly name: string;
  readonly seconds: number;
  /** Seconds inside the tools that the step calls (uv, initdb, Airflow, SQL); undefined where not measured. */
  readonly bareSeconds?: number;
}

/** Names each step as it runs and keeps its time. Plain lines in a pipe, a live line on a terminal. */
export class Progress {
  readonly steps: StepTime[] = [];
  #detail: ((text: string) => void) | undefined;

  constructor(
    private readonly output: Output,
    private readonly signal?: AbortSignal,
  ) {}

  /** `unlessIdle`: a step that called no tool had nothing to do, and is not shown. */
  async step<T>(
    name: string,
    work: (clock: BareClock) => Promise<T>,
    options: { readonly unlessIdle?: boolean } = {},
  ): Promise<T> {
    this.signal?.throwIfAborted();
    const started = performance.now();
    const clock = new BareClock();
    const live = process.stderr.isTTY === true && !this.output.json;
    let detail = "";
    const paint = () => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      process.stderr.write(
        `\r\u001b[2K  .. ${printable(name)} ${seconds} s ${printable(detail)}`.slice(
          0,
          process.stderr.columns ?? 80,
        ),
      );
    };
    const timer = live ? setInterval(paint, 250) : undefined;
    this.#detail = (text) => {
      detail = text;
    };
    const close = (mark: string) => {
      clearInterval(timer);
      this.#detail = undefined;
      if (live) process.stderr.write("\r\u001b[2K");
      const seconds = (performance.now() - started) / 1000;
      if (mark === "ok" && options.unlessIdle && !clock.used) return undefined;
      this.output.note(`  ${mark} ${name} ${seconds.toFixed(1)} s`);
      return seconds;
    };
    try {
      const result = await work(clock);
      const seconds = close("ok");
      if (seconds === undefined) return result;
      this.steps.push({ name, seconds, ...(clock.used ? { bareSeconds: clock.seconds } : {}) });
      return result;
    } catch (error) {
      close(this.signal?.aborted === true ? "stopped" : "FAILED");
      throw error;
    }
  }

  /** A line between the steps. */
  note(line: string): void {
    this.output.note(line);
  }

  /** A few words about where the running step is. */
  detail(text: string): void {
    this.#detail?.(text);
  }
}

/** Adds up the time spent inside the tools that a step calls. */
export class BareClock {
  seconds = 0;
  used = false;

  async measure<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.used = true;
      this.seconds += (performance.now() - started) / 1000;
    }
  }
}
