import type { Log } from "../log/log.ts";
import type { Counters } from "./counters.ts";
import type { Status } from "./status.ts";
import { writeStatus } from "./write-status.ts";

const everyMs = 60_000;
/** On some file systems a rename waits for the disk; tickets in quick succession must not wait for the status. */
const atMostEveryMs = 200;

export interface StatusWriterOptions {
  readonly folder: string;
  readonly log: Log;
  readonly counters: Counters;
}

export interface StatusUpdate {
  /** Differs when the status does. */
  readonly key: string;
  readonly now: number;
  /** May wait for the next update, where the files were written just now. */
  readonly soon: boolean;
}

/** Writes the status files when the status changed, and once a minute. */
export class StatusWriter {
  readonly #o: StatusWriterOptions;
  #at = Number.NEGATIVE_INFINITY;
  #key = "";
  #failed = false;

  constructor(options: StatusWriterOptions) {
    this.#o = options;
  }

  write({ key, now, soon }: StatusUpdate, status: () => Status): void {
    const age = Math.abs(now - this.#at);
    if (key === this.#key ? age < everyMs : soon && age < atMostEveryMs) return;
    const { folder, log, counters } = this.#o;
    try {
      writeStatus(folder, status(), counters);
      this.#at = now;
      this.#key = key;
      this.#failed = false;
    } catch (error) {
      // Such as a full disk: logged once, and tried again each second.
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
