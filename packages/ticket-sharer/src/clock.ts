/** The time and the timers, so that a test can live through three days in a second. */
export interface Clock {
  /** Milliseconds since 1970 UTC, by this machine's clock. It may jump: WSL's does, after sleep. */
  now(): number;
  /** Calls once, after so many milliseconds; the function it gives cancels. */
  after(milliseconds: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
