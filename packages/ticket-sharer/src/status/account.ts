import type { Log } from "../log/log.ts";
import type { Counters } from "./counters.ts";
import { type Status, writeStatus } from "./status.ts";

const everyMs = 60_000;

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

  /** `inShort` differs when the status does; the status itself takes a while to make. */
  keep(inShort: string, now: number, status: () => Status): void {
    if (inShort === this.#inShort && Math.abs(now - this.#at) < everyMs) return;
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
