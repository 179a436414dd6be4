import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { hostSurroundings, judge } from "@airflow-data-platform/krb5";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import {
  type NamedSource,
  namedSource,
  type PlatformStatus,
  parseShared,
  platformStatus,
  type TicketSharer,
  volumeName,
} from "../platform/index.ts";
import { helpFor, readOwnTicket } from "./own-ticket.ts";
import { examine, pathOf, type Reader, remedy } from "./reader.ts";

/** What `ticket status` prints with --json. Times are seconds since 1970. */
export interface TicketReport {
  readonly place: "host" | "container";
  /** Whether a login by the shared ticket would work now. */
  readonly usable: boolean;
  /** The person's own ticket; in a container, the copy that its programs use. */
  readonly source: SourceReport;
  readonly shared: SharedReport;
  /** The containers that mount the volume; undefined where they could not be asked: in one, or without an engine. */
  readonly readers?: readonly Reader[];
  readonly next: readonly string[];
}

export interface SourceReport {
  readonly name: string;
  readonly origin: string;
  readonly principal?: string;
  readonly usableUntil?: number;
  /** Why it is no use. */
  readonly problem?: string;
}

export interface SharedReport {
  readonly state: PlatformStatus["ticket"]["state"];
  readonly principal?: string;
  readonly usableUntil?: number;
  /** Since the copy was written. */
  readonly ageSeconds?: number;
  readonly problem?: string;
}

/** On the host: the source, the copy, and each container that reads it. */
export async function reportFromHost(sharer: TicketSharer, start: string): Promise<TicketReport> {
  const { source, next: help } = await sourceOf(sharer.named());
  try {
    const status = await platformStatus(sharer, start);
    const readers = await Promise.all(
      (await sharer.consumers()).map((container) => examine(sharer.docker, container, volumeName)),
    );
    const { state, principal, usableUntil, published } = status.ticket;
    const shared = { state, principal, usableUntil, published, problem: status.problem?.what };
    return {
      place: "host",
      usable: status.sharing,
      source,
      shared: sharedOf(shared),
      readers,
      next: [...new Set([...help, ...status.next, ...readers.flatMap(remedy)])],
    };
  } catch (error) {
    // Without Docker nothing is shared, but the person's own ticket can still be told.
    if (!(error instanceof AdpError)) throw error;
    const shared = { state: "unknown" as const, problem: `${error.code}  ${error.message}` };
    return { place: "host", usable: false, source, shared, next: [...help, ...error.next] };
  }
}

/** The folder of the shared copy, where this program runs in a container that mounts it. */
export function insideFolder(
  env: NodeJS.ProcessEnv = process.env,
  mount = "/krb5/cache",
): string | undefined {
  const named = env.KRB5CCNAME === undefined ? [] : [dirname(pathOf(env.KRB5CCNAME))];
  return [...named, mount].find((folder) => existsSync(join(folder, "status.json")));
}

/** In a container: what the sharer says beside the copy, and what this container's own programs see. */
export async function reportFromInside(folder: string, now = Date.now()): Promise<TicketReport> {
  const { source, next } = await sourceOf(namedSource(hostSurroundings()));
  const said = parseShared(readIfPresent(join(folder, "status.json")) ?? "", now);
  const problem = said?.problem ?? said?.sourceProblem;
  return {
    place: "container",
    usable: said?.usable === true && source.problem === undefined,
    source,
    shared: sharedOf({ ...said, state: said?.state ?? "unknown", problem: problem?.what }, now),
    next: said?.usable === true ? next : ["kinit   on the host", "adp ticket status   on the host says more"],
  };
}

async function sourceOf({
  cache,
  error: unusable,
  ...name
}: NamedSource): Promise<{ source: SourceReport; next: readonly string[] }> {
  if (unusable !== undefined) return { source: { ...name, problem: unusable.message }, next: unusable.next };
  if (cache === undefined) return { source: name, next: [] };
  try {
    const found = await readOwnTicket(cache);
    if (found === undefined)
      return { source: { ...name, problem: "there is no ticket in it" }, next: ["kinit"] };
    const judgement = judge(found, { now: new Date() });
    const principal = String(judgement.client);
    if (!judgement.usable)
      return {
        source: { ...name, principal, problem: judgement.reason.message },
        next: judgement.reason.next,
      };
    const usableUntil = judgement.ticket.endtime - judgement.clockOffsetSeconds;
    return { source: { ...name, principal, usableUntil }, next: [] };
  } catch (error) {
    return { source: { ...name, problem: reasonOf(error) }, next: helpFor(error) };
  }
}

function sharedOf(
  facts: {
    readonly state: SharedReport["state"];
    readonly principal?: string | undefined;
    readonly usableUntil?: number | undefined;
    readonly published?: number | undefined;
    readonly problem?: string | undefined;
  },
  now = Date.now(),
): SharedReport {
  const { state, principal, usableUntil, published, problem } = facts;
  return {
    state,
    ...(principal === undefined ? {} : { principal }),
    ...(usableUntil === undefined ? {} : { usableUntil }),
    ...(published === undefined ? {} : { ageSeconds: Math.max(0, Math.floor(now / 1000) - published) }),
    ...(problem === undefined ? {} : { problem }),
  };
}
