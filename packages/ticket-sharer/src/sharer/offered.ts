import type { Problem } from "../errors.ts";

/** What became of a ticket that was offered. */
export type Offered =
  | { readonly kind: "shared" }
  | { readonly kind: "refused"; readonly problem: Problem }
  /** Another sharer is at work on the volume: the source is read again in a moment. */
  | { readonly kind: "busy" }
  /** The folder cannot be written: it is tried again. */
  | { readonly kind: "failed" };
