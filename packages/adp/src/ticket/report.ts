import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { adp, anyOf, either, type Next, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { hostSurroundings, judge } from "@airflow-data-platform/krb5";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import {
  helpFor,
  type NamedSource,
  namedSource,
  parseStatusFile,
  platformStatus,
  problemIn,
  readOwnTicket,
  type SharedTicket,
  type TicketSharer,
  volumeName,
} from "../platform/index.ts";
import { inspectReader, pathOf, type Reader, remedy } from "./reader.ts";

/** What `ticket status` prints with --json. Times are seconds since 1970. */
export interface TicketReport {
  readonly place: "host" | "container";
  /** Whether a login by the shared ticket would work now. */
  readonly usable: boolean;
  /** The user's own ticket; in a container, the copy that its programs use. */
  readonly source: SourceReport;
  readonly shared: SharedReport;
  /** The containers that mount the volume; undefined where they cannot be listed: in one, or without an engine. */
  readonly readers?: readonly Reader[];
  readonly next: Next;
}

export interface SourceReport {
  readonly name: string;
  readonly origin: string;
  readonly principal?: string;
  readonly usableUntil?: number;
  /** Why it cannot be used. */
  readonly problem?: string;
}

export interface SharedReport {
  readonly state: SharedTicket["state"];
  readonly principal?: string;
  readonly usableUntil?: number;
  readonly renewableUntil?: number;
  /** Since the copy was written. */
  readonly ageSeconds?: number;
  readonly problem?: string;
  /** The user's own ticket is gone, as after kdestroy, and this copy can still be used. */
  readonly outlivesSource?: true;
}

/** On the host: the source, the copy, and each container that reads it. */
export async function reportFromHost(sharer: TicketSharer): Promise<TicketReport> {
  const { source, gone = false, next } = await sourceOf(sharer.named());
  try {
    const status = await platformStatus(sharer);
    const outlives = gone && status.sharing;
    const readers = await Promise.all(
      (await sharer.consumers()).map((container) => inspectReader(sharer.docker, container, volumeName)),
    );
    return {
      place: "host",
      usable: status.sharing,
      source,
      shared: {
        ...sharedOf(status.ticket, status.problem?.what),
        ...(outlives ? { outlivesSource: true as const } : {}),
      },
      readers,
      next: distinct([
        ...(outlives ? [takesCopyAway] : [...next, ...status.next]),
        ...readers.flatMap(remedy),
      ]),
    };
  } catch (error) {
    // Without Docker nothing is shared, but the user's own ticket can still be reported.
    if (!(error instanceof AdpError)) throw error;
    const shared = { state: "unknown" as const, problem: `${error.code}  ${error.message}` };
    return { place: "host", usable: false, source, shared, next: distinct([...next, ...error.next]) };
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

const takesCopyAway = either(
  run(adp`platform stop`, "takes the copy away from the containers, too"),
  run(shell`kinit`, "gets a new ticket, which takes its place"),
);

const onHost: readonly Step[] = [run(shell`kinit`, "on the host"), run(adp`ticket status`, "on the host")];

/** In a container: the sharer's status file, and what this container's own programs see. */
export async function reportFromInside(folder: string, now = Date.now()): Promise<TicketReport> {
  const { source, next } = await sourceOf(namedSource(hostSurroundings()));
  const status = parseStatusFile(readIfPresent(join(folder, "status.json")) ?? "", now);
  const usable = status?.usable === true;
  return {
    place: "container",
    usable: usable && source.problem === undefined,
    source,
    shared: sharedOf(status ?? { state: "unknown" }, problemIn(status)?.what, now),
    next: usable ? next : [either(...onHost)],
  };
}

async function sourceOf({
  cache,
  error: unusable,
  ...name
}: NamedSource): Promise<{ source: SourceReport; gone?: true; next: Next }> {
  if (unusable !== undefined) return { source: { ...name, problem: unusable.message }, next: unusable.next };
  if (cache === undefined) return { source: name, next: [] };
  try {
    const found = await readOwnTicket(cache);
    if (found === undefined)
      return {
        source: { ...name, problem: "there is no ticket in it" },
        gone: true,
        next: [run(shell`kinit`)],
      };
    const judgement = judge(found, { now: new Date() });
    const principal = String(judgement.client);
    if (!judgement.usable)
      return {
        source: { ...name, principal, problem: judgement.reason.message },

        next: anyOf(...judgement.reason.next),
      };
    const usableUntil = judgement.ticket.endtime - judgement.clockOffsetSeconds;
    return { source: { ...name, principal, usableUntil }, next: [] };
  } catch (error) {
    return { source: { ...name, problem: reasonOf(error) }, next: helpFor(error) };
  }
}

function sharedOf(ticket: SharedTicket, problem: string | undefined, now = Date.now()): SharedReport {
  const { state, principal, usableUntil, renewableUntil, published } = ticket;
  return {
    state,
    ...(principal === undefined ? {} : { principal }),
    ...(usableUntil === undefined ? {} : { usableUntil }),
    ...(renewableUntil === undefined ? {} : { renewableUntil }),
    ...(published === undefined ? {} : { ageSeconds: Math.max(0, Math.floor(now / 1000) - published) }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Two problems with one remedy need it once, also where one of them knows another way beside it. */
export function distinct(next: Next): Next {
  const all = [...new Map(next.map((entry) => [JSON.stringify(entry), entry])).values()];
  const ways = all.flatMap((entry) => ("either" in entry ? entry.either.flat() : []));
  return all.filter(
    (entry) => !("run" in entry && ways.some((way) => "run" in way && isDeepStrictEqual(way.run, entry.run))),
  );
}
