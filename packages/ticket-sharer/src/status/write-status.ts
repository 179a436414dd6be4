import { join } from "node:path";
import { removeIfPresent } from "@airflow-data-platform/cli-kit";
import { writeOver } from "../publish/foreign.ts";
import type { Counters } from "./counters.ts";
import { prometheus } from "./prometheus.ts";
import type { Status } from "./status.ts";

/**
 * Writes status.json, `healthy` and ticket.prom. A sharer that stops removes ticket.prom: nobody would update it when
 * the ticket ends.
 *
 * `healthy` is one line: the second until which the copy is usable, 0 when it is not. A shell can tell alone, also
 * that the time has come meanwhile:  [ "$(cat /krb5/cache/healthy)" -gt "$(date +%s)" ]
 */
export function writeStatus(folder: string, status: Status, counters: Counters): void {
  const form = { mode: 0o644, durable: false, groupOfFolder: true };
  writeOver(join(folder, "healthy"), `${status.usable ? status.usableUntil : 0}\n`, form);
  writeOver(join(folder, "status.json"), `${JSON.stringify(status, null, 2)}\n`, form);
  const metrics = join(folder, "ticket.prom");
  if (status.state !== "stopped") writeOver(metrics, prometheus(status, counters), form);
  else removeIfPresent(metrics);
}
