import type { Log } from "../log/log.ts";
import type { Counters } from "./counters.ts";
import { type Status, writeStatus } from "./status.ts";

const everyMs = 60_000;
/** To replace a file makes some file systems wait for the disk; tickets in quick succession are not kept waiting. */
const atMostEveryMs = 200;

export interface AccountOptions {
  readonly folder: string;
  /** Whether Prometheus gets a file. */
  readonly textfile: boolean;
  readonly log: Log;
  readonly counters: Counters;
}

/** The status files: written when they have something new to say, and once a minute. */
export class Account {
  readonly #o: AccountOptions;
  #at = Number.NEGATIVE_INFINITY;
  #inShort = "";
  #failed = false;

  constructor(options: AccountOptions) {
    this.#o = options;
  }

  /**
   * `inShort` differs when the status does; the status itself takes a while to make. `soon`: not at once, where it was
   * written just now; the next call that is not so catches up.
   */
  keep(inShort: string, now: number, status: () => Status, soon = false): void {
    const age = Math.abs(now - this.#at);
    if (inShort === this.#inShort ? age < everyMs : soon && age < atMostEveryMs) return;
    const { folder, textfile, log, counters } = this.#o;
    try {
      writeStatus(folder, status(), counters, textfile);
      this.#at = now;
      this.#inShort = inShort;
      this.#failed = false;
    } catch (error) {
      // A full disk: the copy itself says so, too; here it is said once and tried again each second.
      if (!(error instanceof Error && "code" in error)) throw error;
      if (!this.#failed)
        log.write("warn", {
          event: "status",
          message: `The status files cannot be written: ${error.message}`,
        });
      this.#failed = true;
    }
  }
}
