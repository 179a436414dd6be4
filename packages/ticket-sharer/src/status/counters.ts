/** What Prometheus counts: since the start of the process. */
export interface Counters {
  /** By result: published, unchanged, or the code of the refusal. */
  readonly copies: Map<string, number>;
  readonly renewals: Map<"renewed" | "failed", number>;
  /** When the copy was last known to be good and kept up, in milliseconds; 0 for never. */
  lastSuccess: number;
}

export function makeCounters(): Counters {
  return { copies: new Map(), renewals: new Map(), lastSuccess: 0 };
}

export function count<K>(counter: Map<K, number>, key: K): void {
  counter.set(key, (counter.get(key) ?? 0) + 1);
}
