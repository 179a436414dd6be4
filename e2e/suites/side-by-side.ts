import type { Suite } from "./suite.ts";

const UNKNOWN_SECONDS = 60;

/** Runs up to `jobs` suites at a time, the slowest first, never two that use the same thing. */
export async function sideBySide(
  suites: readonly Suite[],
  jobs: number,
  run: (suite: Suite) => Promise<void>,
): Promise<void> {
  const seconds = (suite: Suite) => suite.seconds ?? UNKNOWN_SECONDS;
  const waiting = [...suites].sort((a, b) => seconds(b) - seconds(a));
  const running = new Map<Suite, Promise<unknown>>();
  const free = ({ uses }: Suite) =>
    uses === undefined || ![...running.keys()].some((other) => other.uses === uses);
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < jobs ? waiting.findIndex(free) : -1;
    const [suite] = next === -1 ? [] : waiting.splice(next, 1);
    if (suite === undefined) await Promise.race(running.values());
    else
      running.set(
        suite,
        run(suite).finally(() => running.delete(suite)),
      );
  }
}
