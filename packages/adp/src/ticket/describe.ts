import { duration, moment } from "../platform/index.ts";
import { inWords } from "./reader.ts";
import type { SharedReport, SourceReport, TicketReport } from "./report.ts";

/** The lines of `ticket status` for people. */
export function describeReport(report: TicketReport, now = new Date()): string[] {
  const { source, shared, readers, place } = report;
  const lines = [
    `${place === "host" ? "your ticket" : "this container"}  ${source.name} (${source.origin}): ${ticket(source, now)}`,
    `the copy     ${copy(shared, now)}`,
    ...(shared.problem === undefined ? [] : [`             ${shared.problem}`]),
  ];
  for (const reader of readers ?? []) {
    const writes = reader.readOnly ? "" : "; it could change it: mount it with :ro,nocopy";
    const user = reader.user === undefined ? "" : ` (user ${reader.user})`;
    lines.push(`a reader     ${reader.name}${user} ${inWords[reader.finding]}${writes}`);
  }
  if (readers?.length === 0) lines.push("a reader     no container mounts it");
  report.next.forEach((step, index) => {
    lines.push(`${index === 0 ? "next:" : "  or:"} ${step}`);
  });
  return lines;
}

function ticket({ principal, usableUntil, problem }: SourceReport, now: Date): string {
  if (problem !== undefined) return problem;
  if (principal === undefined || usableUntil === undefined) return "got by the sharer itself";
  return `${principal}, until ${moment(usableUntil, now)} (${duration(usableUntil - now.getTime() / 1000)})`;
}

function copy({ state, principal, usableUntil, ageSeconds }: SharedReport, now: Date): string {
  if (state !== "shared" || usableUntil === undefined)
    return {
      shared: "is there",
      waiting: "is not there yet: the sharer waits for a ticket",
      unusable: "is not usable any more",
      stopped: "is not there: the sharer does not run",
      unknown: "is unknown",
    }[state];
  const age = ageSeconds === undefined ? "" : `, written ${duration(ageSeconds)} ago`;
  return `${principal}, until ${moment(usableUntil, now)} (${duration(usableUntil - now.getTime() / 1000)})${age}`;
}
