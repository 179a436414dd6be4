import type { SharerProgram } from "../../packages/ticket-sharer/test/sharer-process.ts";

export interface TicketOptions {
  readonly quick: boolean;
  readonly program: SharerProgram;
  /** A folder of its own for one measurement, on this machine's local file system. */
  readonly folder: string;
}
