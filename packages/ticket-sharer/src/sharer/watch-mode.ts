import type { Log } from "../log/log.ts";
import type { Status } from "../status/status.ts";

/** How long after a change an event may still come. */
const graceMs = 1500;

/**
 * Finds out once whether the source's mount delivers events, by comparing what the poll sees with what was announced,
 * and says so. (A probe file of our own is no way: the source is mounted read-only.)
 */
export class WatchMode {
  readonly #log: Log;
  readonly #now: () => number;
  #state: Status["source"]["watch"] = "unproven";
  #signature: string | undefined;
  #lastEvent = Number.NEGATIVE_INFINITY;
  #silentSince: number | undefined;
  #refused: string | undefined;

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  get state(): Status["source"]["watch"] {
    return this.#state;
  }

  none(): void {
    this.#state = "none";
  }

  event(): void {
    this.#lastEvent = this.#now();
    this.#silentSince = undefined;
    if (this.#state !== "events")
      this.#set("events", "Changes of the source are noticed at once, by events.");
  }

  /** What the poll sees, once a second. `refused`: why there is no watch at all. */
  observe(signature: string | undefined, refused: string | undefined): void {
    if (signature === undefined) {
      if (this.#state !== "poll")
        this.#set("poll", "This source announces no changes: it is asked every second.");
      return;
    }
    if (refused !== this.#refused) {
      this.#refused = refused;
      if (refused !== undefined)
        this.#set(
          "poll",
          `The source's folder cannot be watched (${refused}): it is looked at every second.`,
        );
    }
    const changed = this.#signature !== undefined && signature !== this.#signature;
    this.#signature = signature;
    const now = this.#now();
    if (changed && now - this.#lastEvent > graceMs) this.#silentSince ??= now;
    if (this.#silentSince !== undefined && now - this.#silentSince >= 500 && this.#state !== "poll") {
      this.#silentSince = undefined;
      this.#set("poll", "This mount announces no changes: the source is looked at every second.");
    }
  }

  #set(state: Status["source"]["watch"], message: string): void {
    this.#state = state;
    this.#log.write("info", { event: "watch", message, watch: state });
  }
}
