import { setTimeout as sleep } from "node:timers/promises";

export interface UntilOptions {
  readonly timeoutMs: number;
  /** The pause between two looks. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks until there is something: the first answer that is neither undefined nor false. Gives undefined when the time
 * is over, so that the caller says what was missing. Throws what `look` throws, and the signal's reason.
 */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs, everyMs = 100, signal }: UntilOptions,
): Promise<T | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() >= end) return undefined;
    await sleep(everyMs, undefined, signal === undefined ? {} : { signal });
  }
}
