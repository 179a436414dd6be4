import { duration } from "@airflow-data-platform/cli-kit";
import { moment } from "../platform/index.ts";
import { inWords } from "./reader.ts";
import type { SharedReport, SourceReport, TicketReport } from "./report.ts";

/** The lines of `ticket status` for people, without what to type next. */
export function describeReport(report: TicketReport, now = new Date()): string[] {
  const { source, shared, readers, place } = report;
  const lines = [
    `${place === "host" ? "your ticket " : "container   "} ${source.name} (${source.origin}): ${ticket(source, now)}`,
    `shared copy  ${copy(shared, now)}`,
    ...(shared.outlivesSource === true
      ? ["             it lives on after your ticket is gone: the containers can still use it"]
      : shared.problem === undefined
        ? []
        : [`             ${shared.problem}`]),
  ];
  for (const reader of readers ?? []) {
    const writes = reader.readOnly ? "" : "; it can change the ticket: mount it with :ro,nocopy";
    const user = reader.user === undefined ? "" : ` (user ${reader.user})`;
    lines.push(`reader       ${reader.name}${user} ${inWords[reader.finding]}${writes}`);
  }
  if (readers?.length === 0) lines.push("reader       no container mounts it");
  return lines;
}

function ticket({ principal, usableUntil, problem }: SourceReport, now: Date): string {
  if (problem !== undefined) return problem;
  if (principal === undefined || usableUntil === undefined) return "the sharer gets the ticket itself";
  return until(principal, usableUntil, now);
}

function copy(
  { state, principal, usableUntil, renewableUntil, ageSeconds }: SharedReport,
  now: Date,
): string {
  if (state !== "shared" || principal === undefined || usableUntil === undefined)
    return {
      shared: "is there",
      waiting: "not there yet: the sharer waits for a ticket",
      unusable: "no longer usable",
      stopped: "not there: the sharer is not running",
      unknown: "unknown",
    }[state];
  const renewable = renewableUntil === undefined ? "" : `, renewable until ${moment(renewableUntil, now)}`;
  const age = ageSeconds === undefined ? "" : `, written ${duration(ageSeconds)} ago`;
  return `${until(principal, usableUntil, now)}${renewable}${age}`;
}

function until(principal: string, seconds: number, now: Date): string {
  return `${principal}, until ${moment(seconds, now)} (${duration(seconds - now.getTime() / 1000)})`;
}
