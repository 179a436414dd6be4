import type { Problem } from "../errors.ts";
import { inWords } from "../log/words.ts";
import { type Ticket, usableUntil } from "../ticket.ts";

/** A problem as consumers of status.json see it. */
export type ReportedProblem = Pick<Problem, "code" | "what" | "why" | "next">;

/**
 * What <cache>/status.json holds. Times are seconds since 1970 UTC by this machine's clock. No secret in it: readable
 * by everybody.
 */
export interface Status {
  readonly version: 2;
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
  /** The shared copy. */
  readonly cache: string;
  readonly published?: number;
  readonly source: {
    readonly name: string;
    readonly problem?: ReportedProblem;
  };
  /** What keeps the copy from being written or renewed; undefined when nothing does. */
  readonly problem?: ReportedProblem;
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
    readonly problem: Problem | undefined;
  };
  readonly problem: Problem | undefined;
}

export function statusOf(input: StatusInput): Status {
  const { ticket, now } = input;
  const usable = ticket !== undefined && usableUntil(ticket) > now;
  const state = input.stopped ? "stopped" : usable ? "shared" : input.everShared ? "unusable" : "waiting";
  return {
    version: 2,
    state,
    usable,
    text: ticket === undefined ? (input.fault?.what ?? "No ticket is shared.") : inWords(ticket, now),
    ...(ticket === undefined ? {} : factsOf(ticket)),
    cache: input.cache,
    ...(input.published === undefined ? {} : { published: Math.floor(input.published / 1000) }),
    source: {
      name: input.source.name,
      ...(input.source.problem === undefined ? {} : { problem: reported(input.source.problem) }),
    },
    ...(input.problem === undefined ? {} : { problem: reported(input.problem) }),
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

function reported({ code, what, why, next }: Problem): ReportedProblem {
  return { code, what, ...(why === undefined ? {} : { why }), next };
}
