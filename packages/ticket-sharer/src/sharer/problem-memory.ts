import type { Problem } from "../errors.ts";
import type { Level, Log } from "../log/log.ts";

/** How long a transient problem may last before it is reported. */
const transientMs = 1000;
/** How soon what failed is tried again, doubling up to a minute. */
const firstRetryMs = 1000;
const lastRetryMs = 60_000;

/** One problem, or one transient problem after another, without a success between. */
interface Episode {
  readonly problem: Problem;
  readonly level: Level;
  readonly since: number;
}

/** What is wrong in one place: reported once, not each second. */
export class ProblemMemory {
  readonly #log: Log;
  readonly #event: string;
  readonly #now: () => number;
  #episode: Episode | undefined;
  #reported: Problem | undefined;
  #retryMs = firstRetryMs;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(log: Log, event: string, now: () => number) {
    this.#log = log;
    this.#event = event;
    this.#now = now;
  }

  /** The problem, reported or not. */
  get any(): Problem | undefined {
    return this.#episode?.problem;
  }

  /** The problem that was reported and is not over. */
  get reported(): Problem | undefined {
    return this.#reported;
  }

  /** The reported problem, unless it is only that a worse ticket was offered. */
  get severe(): Problem | undefined {
    return this.#episode?.level === "info" ? undefined : this.#reported;
  }

  /** Whether it may be over in a moment. */
  get fresh(): boolean {
    return this.#episode?.problem.transient === true && this.#now() - this.#episode.since < 200;
  }

  set(problem: Problem, level: Level): void {
    const now = this.#now();
    const { problem: before, since = now } = this.#episode ?? {};
    // Missing, cut, empty, one after another: one episode of rewriting.
    const goesOn =
      before !== undefined &&
      (keyOf(before) === keyOf(problem) || (before.transient === true && problem.transient === true));
    this.#episode = { problem, level, since: goesOn ? since : now };
    this.#notBefore = now + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    this.flush();
  }

  /** Nothing is wrong, but nothing was gained either: not again for a minute. */
  wait(): void {
    this.#notBefore = this.#now() + lastRetryMs;
  }

  clear(): void {
    const was = this.#reported;
    this.#episode = undefined;
    this.#reported = undefined;
    this.#retryMs = firstRetryMs;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    if (was !== undefined && was.exit !== 0)
      this.#log.write("info", {
        event: `${this.#event}-recovered`,
        message: `Over: ${was.what}`,
        code: was.code,
      });
  }

  /** Reports a problem that is new; a transient one once it has lasted. */
  flush(): void {
    if (this.#episode === undefined) return;
    const { problem, level, since } = this.#episode;
    const age = this.#now() - since;
    // Below 0: the clock was set back.
    if (problem.transient && age >= 0 && age < transientMs) return;
    const isNew = this.#reported === undefined || keyOf(this.#reported) !== keyOf(problem);
    this.#reported = problem;
    if (isNew) this.#log.problem(level, this.#event, problem);
  }

  /** Whether it is time to try again what failed. */
  mayTry(): boolean {
    const wait = this.#notBefore - this.#now();
    // More than it can be: the clock was set back.
    return wait <= 0 || wait > lastRetryMs;
  }
}

function keyOf({ code, subject, what }: Problem): string {
  return `${code} ${subject ?? what}`;
}
