import { join } from "node:path";
import { tickets } from "../../../krb5/src/index.ts";
import type { Problem } from "../errors.ts";
import { type Ticket, usableUntil } from "../examine.ts";
import { inWords } from "../log/words.ts";
import { unlinkQuietly, writeWhole } from "../publish/write-whole.ts";
import type { Counters } from "./counters.ts";
import { prometheus } from "./prometheus.ts";

/** A problem as others get to see it. */
export type ToldProblem = Pick<Problem, "code" | "what" | "why" | "next">;

/**
 * What <cache>/status.json holds. Times are seconds since 1970 UTC by this machine's clock. No secret in it: readable
 * by everybody.
 */
export interface Status {
  readonly version: 1;
  /** shared: a login would work. waiting: nothing was shared yet. unusable: what is shared has ended or is damaged. */
  readonly state: "shared" | "waiting" | "unusable" | "stopped";
  readonly usable: boolean;
  /** For people, as of `updated`. */
  readonly text: string;
  readonly principal?: string;
  readonly realm?: string;
  /** When the ticket ends by this machine's clock: what <cache>/healthy holds while it is usable. */
  readonly usableUntil?: number;
  readonly renewableUntil?: number;
  readonly clockOffsetSeconds?: number;
  readonly serviceTickets: readonly { readonly service: string; readonly until: number }[];
  /** The shared copy. */
  readonly cache: string;
  readonly published?: number;
  readonly source: {
    readonly name: string;
    /** How changes are noticed. unproven: no change has been seen yet. */
    readonly watch: "events" | "poll" | "unproven" | "none";
    readonly problem?: ToldProblem;
  };
  /** What keeps the copy from being written, renewed or filled; undefined when nothing does. */
  readonly problem?: ToldProblem;
  readonly started: number;
  readonly updated: number;
}

export interface StatusInput {
  readonly now: number;
  readonly started: number;
  readonly stopped: boolean;
  readonly ticket: Ticket | undefined;
  readonly fault: Problem | undefined;
  readonly everShared: boolean;
  readonly cache: string;
  readonly published: number | undefined;
  readonly source: {
    readonly name: string;
    readonly watch: Status["source"]["watch"];
    readonly problem: Problem | undefined;
  };
  readonly problem: Problem | undefined;
}

export function statusOf(input: StatusInput): Status {
  const { ticket, now } = input;
  const usable = ticket !== undefined && usableUntil(ticket) > now;
  const state = input.stopped ? "stopped" : usable ? "shared" : input.everShared ? "unusable" : "waiting";
  const offset = ticket?.clockOffsetSeconds ?? 0;
  return {
    version: 1,
    state,
    usable,
    text: ticket === undefined ? (input.fault?.what ?? "No ticket is shared.") : inWords(ticket, now),
    ...(ticket === undefined ? {} : factsOf(ticket)),
    serviceTickets:
      ticket === undefined
        ? []
        : tickets(ticket.cache)
            .filter(({ server }) => server.components[0] !== "krbtgt")
            .map(({ server, times }) => ({ service: String(server), until: times.endtime - offset })),
    cache: input.cache,
    ...(input.published === undefined ? {} : { published: Math.floor(input.published / 1000) }),
    source: {
      name: input.source.name,
      watch: input.source.watch,
      ...(input.source.problem === undefined ? {} : { problem: told(input.source.problem) }),
    },
    ...(input.problem === undefined ? {} : { problem: told(input.problem) }),
    started: Math.floor(input.started / 1000),
    updated: Math.floor(now / 1000),
  };
}

function factsOf(ticket: Ticket) {
  const { renewTill } = ticket.facts;
  return {
    principal: String(ticket.client),
    realm: ticket.facts.realm,
    usableUntil: Math.floor(usableUntil(ticket) / 1000),
    ...(renewTill === undefined ? {} : { renewableUntil: renewTill - ticket.clockOffsetSeconds }),
    clockOffsetSeconds: ticket.clockOffsetSeconds,
  };
}

function told({ code, what, why, next }: Problem): ToldProblem {
  return { code, what, ...(why === undefined ? {} : { why }), next };
}

/**
 * Writes status.json, `healthy` and, unless there is a listener, ticket.prom. That is not left behind by one that has
 * stopped, or listens now: nobody would turn it when the ticket ends.
 *
 * `healthy` is one line: the second until which the copy is usable, 0 when it is not. A shell can tell alone, also
 * that the time has come meanwhile:  [ "$(cat /krb5/cache/healthy)" -gt "$(date +%s)" ]
 */
export function writeStatus(folder: string, status: Status, counters: Counters, textfile: boolean): void {
  const form = { mode: 0o644, durable: false };
  writeWhole(join(folder, "healthy"), `${status.usable ? status.usableUntil : 0}\n`, form);
  writeWhole(join(folder, "status.json"), `${JSON.stringify(status, null, 2)}\n`, form);
  const metrics = join(folder, "ticket.prom");
  if (textfile && status.state !== "stopped") writeWhole(metrics, prometheus(status, counters), form);
  else unlinkQuietly(metrics);
}
