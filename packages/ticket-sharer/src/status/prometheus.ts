import type { Counters } from "./counters.ts";
import type { Status } from "./status.ts";

/** Prometheus' text format. */
export function prometheus(status: Status, counters: Counters): string {
  const lines: string[] = [];
  const metric = (
    name: string,
    type: "gauge" | "counter",
    help: string,
    samples: [labels: string, value: number][],
  ) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of samples) lines.push(`${name}${labels} ${value}`);
  };
  const who = status.principal === undefined ? "" : `{principal="${escaped(status.principal)}"}`;
  metric("ticket_usable", "gauge", "1 while the shared ticket lets a login in.", [
    ["", Number(status.usable)],
  ]);
  metric(
    "ticket_expiry_timestamp_seconds",
    "gauge",
    "When the shared ticket ends, by this machine's clock.",
    [[who, status.usableUntil ?? 0]],
  );
  metric("ticket_renewable_until_timestamp_seconds", "gauge", "Until when it can be renewed; 0: it cannot.", [
    ["", status.renewableUntil ?? 0],
  ]);
  metric(
    "ticket_last_success_timestamp_seconds",
    "gauge",
    "When the copy was last good, and nothing kept it from being kept up.",
    [["", Math.floor(counters.lastSuccess / 1000)]],
  );
  metric("ticket_clock_offset_seconds", "gauge", "How far the KDC's clock is ahead of this machine's.", [
    ["", status.clockOffsetSeconds ?? 0],
  ]);
  metric(
    "ticket_copy_total",
    "counter",
    "Tickets looked at, by what became of them.",
    labelled(counters.copies),
  );
  metric(
    "ticket_renewal_total",
    "counter",
    "Renewals, and tickets got by keytab.",
    labelled(counters.renewals),
  );
  return `${lines.join("\n")}\n`;
}

function labelled(counter: ReadonlyMap<string, number>): [string, number][] {
  return [...counter].map(([result, value]) => [`{result="${escaped(result)}"}`, value]);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
