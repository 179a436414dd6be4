import type { Problem } from "../errors.ts";
import type { Level, Log } from "../log/log.ts";

/** How long a transient problem may last before it is told. */
const patienceMs = 1000;
/** How soon what failed is tried again, doubling up to a minute. */
const firstRetryMs = 1000;
const lastRetryMs = 60_000;

interface Spell {
  readonly problem: Problem;
  readonly level: Level;
  readonly since: number;
}

/** What is wrong in one place, told once and not each second. */
export class ProblemMemory {
  readonly #log: Log;
  readonly #event: string;
  readonly #now: () => number;
  #spell: Spell | undefined;
  #told: Problem | undefined;
  #retryMs = firstRetryMs;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(log: Log, event: string, now: () => number) {
    this.#log = log;
    this.#event = event;
    this.#now = now;
  }

  /** The problem, told or not. */
  get any(): Problem | undefined {
    return this.#spell?.problem;
  }

  /** The problem that was told and is not over. */
  get told(): Problem | undefined {
    return this.#told;
  }

  /** The told problem, unless all is well but for a worse ticket that was offered. */
  get grave(): Problem | undefined {
    return this.#spell?.level === "info" ? undefined : this.#told;
  }

  /** Whether it may be over in a moment. */
  get fresh(): boolean {
    return this.#spell?.problem.transient === true && this.#now() - this.#spell.since < 200;
  }

  set(problem: Problem, level: Level): void {
    const now = this.#now();
    const { problem: before, since = now } = this.#spell ?? {};
    // One transient problem after another (missing, cut, empty) is one spell of rewriting.
    const goesOn =
      before !== undefined &&
      (keyOf(before) === keyOf(problem) || (before.transient === true && problem.transient === true));
    this.#spell = { problem, level, since: goesOn ? since : now };
    this.#notBefore = now + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    this.ripen();
  }

  /** Nothing is wrong, but nothing was gained either: not again for a minute. */
  wait(): void {
    this.#notBefore = this.#now() + lastRetryMs;
  }

  clear(): void {
    const was = this.#told;
    this.#spell = undefined;
    this.#told = undefined;
    this.#retryMs = firstRetryMs;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    if (was !== undefined && was.exit !== 0)
      this.#log.write("info", {
        event: `${this.#event}-recovered`,
        message: `Over: ${was.what}`,
        code: was.code,
      });
  }

  /** Tells a problem that is new, a transient one when it has lasted. */
  ripen(): void {
    if (this.#spell === undefined) return;
    const { problem, level, since } = this.#spell;
    const age = this.#now() - since;
    // Below 0: the clock was set back.
    if (problem.transient && age >= 0 && age < patienceMs) return;
    const isNew = this.#told === undefined || keyOf(this.#told) !== keyOf(problem);
    this.#told = problem;
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
