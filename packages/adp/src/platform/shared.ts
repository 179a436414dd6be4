/** What the sharer says in status.json of its folder; see packages/ticket-sharer. */
export interface SharedTicket {
  readonly state: "shared" | "waiting" | "unusable" | "stopped";
  readonly usable: boolean;
  readonly text: string;
  readonly principal: string | undefined;
  /** Seconds since 1970. */
  readonly usableUntil: number | undefined;
  readonly renewableUntil: number | undefined;
  readonly clockOffsetSeconds: number | undefined;
  readonly serviceTickets: readonly string[];
  /** When the copy was written. */
  readonly published: number | undefined;
  readonly watch: string | undefined;
  readonly sourceProblem: Problem | undefined;
  readonly problem: Problem | undefined;
  readonly started: number;
}

export interface Problem {
  readonly code: string;
  readonly what: string;
  readonly why: string | undefined;
  readonly next: readonly string[];
}

const states = ["shared", "waiting", "unusable", "stopped"] as const;

/** Reads status.json; undefined where it is none. A ticket that has ended since it was written is not usable. */
export function parseShared(text: string, now: number = Date.now()): SharedTicket | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not there yet, or another program's.
    return undefined;
  }
  const facts = record(value);
  const state = states.find((known) => known === facts.state);
  if (state === undefined || typeof facts.started !== "number") return undefined;
  const until = number(facts.usableUntil);
  const ended = state === "shared" && (until === undefined || until * 1000 <= now);
  const source = record(facts.source);
  return {
    state: ended ? "unusable" : state,
    usable: state === "shared" && !ended,
    text: string(facts.text) ?? "",
    principal: string(facts.principal),
    usableUntil: until,
    renewableUntil: number(facts.renewableUntil),
    clockOffsetSeconds: number(facts.clockOffsetSeconds),
    serviceTickets: (Array.isArray(facts.serviceTickets) ? facts.serviceTickets : []).flatMap(
      (entry: unknown) => string(record(entry).service) ?? [],
    ),
    published: number(facts.published),
    watch: string(source.watch),
    sourceProblem: problem(source.problem),
    problem: problem(facts.problem),
    started: facts.started,
  };
}

function problem(value: unknown): Problem | undefined {
  const { code, what, why, next } = record(value);
  if (typeof code !== "string" || typeof what !== "string") return undefined;
  const steps = Array.isArray(next) ? next.filter((step): step is string => typeof step === "string") : [];
  return { code, what, why: string(why), next: steps };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
