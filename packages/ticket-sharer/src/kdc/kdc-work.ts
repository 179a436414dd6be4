import type { Problem } from "../errors.ts";
import type { Sharer } from "../sharer/sharer.ts";

/** What is done with a KDC's help, besides the copying. */
export interface KdcWork {
  readonly problem: Problem | undefined;
  /** Starts what is due, and does not wait for it. */
  tick(sharer: Sharer): Promise<void>;
  /** Ends the programs that run. */
  stop(): void;
}
