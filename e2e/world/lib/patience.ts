/** No claim about time: what has not happened by then hangs, on the slowest of machines. */
export const PATIENCE_MS = 240_000;
