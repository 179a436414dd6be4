import type { Problem } from "../errors.ts";
import type { Level, Log } from "../log/log.ts";

/** How long a transient problem may last before it is told. */
const patienceMs = 1000;
/** How soon what failed is tried again, doubling up to a minute. */
const firstRetryMs = 1000;
const lastRetryMs = 60_000;

/** What is wrong in one place, told once and not each second. */
export class ProblemMemory {
  readonly #log: Log;
  readonly #event: string;
  readonly #now: () => number;
  #problem: { readonly problem: Problem; readonly level: Level; readonly since: number } | undefined;
  #isTold = false;
  #retryMs = firstRetryMs;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(log: Log, event: string, now: () => number) {
    this.#log = log;
    this.#event = event;
    this.#now = now;
  }

  /** The problem, told or not. */
  get any(): Problem | undefined {
    return this.#problem?.problem;
  }

  /** The problem, once it has been told. */
  get told(): Problem | undefined {
    return this.#isTold ? this.#problem?.problem : undefined;
  }

  /** Whether it may be over in a moment. */
  get fresh(): boolean {
    return this.#problem?.problem.transient === true && this.#now() - this.#problem.since < 200;
  }

  set(problem: Problem, level: Level): void {
    const known = this.#problem;
    if (known !== undefined && keyOf(known.problem) === keyOf(problem)) this.#problem = { ...known, problem };
    else {
      // One transient problem after another (missing, cut, empty) is one spell of rewriting.
      const since =
        problem.transient && this.#problem?.problem.transient && !this.#isTold
          ? this.#problem.since
          : this.#now();
      this.#problem = { problem, level, since };
      this.#isTold = false;
    }
    this.#notBefore = this.#now() + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    this.ripen();
  }

  /** Nothing is wrong, but nothing was gained either: not again for a minute. */
  wait(): void {
    this.#notBefore = this.#now() + lastRetryMs;
  }

  clear(): void {
    const was = this.told;
    this.#problem = undefined;
    this.#isTold = false;
    this.#retryMs = firstRetryMs;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    if (was !== undefined && was.exit !== 0)
      this.#log.write("info", {
        event: `${this.#event}-recovered`,
        message: `Over: ${was.what}`,
        code: was.code,
      });
  }

  /** Tells a transient problem that has lasted. */
  ripen(): void {
    if (this.#problem === undefined || this.#isTold) return;
    const { problem, level, since } = this.#problem;
    if (problem.transient && this.#now() - since < patienceMs) return;
    this.#isTold = true;
    this.#log.problem(level, this.#event, problem);
  }

  /** Whether it is time to try again what failed. */
  mayTry(): boolean {
    return this.#now() >= this.#notBefore;
  }
}

function keyOf({ code, subject, what }: Problem): string {
  return `${code} ${subject ?? what}`;
}
