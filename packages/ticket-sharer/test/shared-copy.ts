import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCcache, tickets } from "@airflow-data-platform/krb5";
import type { Status } from "../src/status/status.ts";
import type { Place } from "./folders.ts";

/** The services of the tickets in a cache, the TGT's first; none while there is no cache. */
export function servers(path: string): string[] {
  return existsSync(path) ? tickets(parseCcache(readFileSync(path))).map(({ server }) => String(server)) : [];
}

/** undefined while it has said nothing yet. */
export function statusOf(place: Place): Status | undefined {
  const path = join(place.cacheDir, "status.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Status) : undefined;
}

/** When the TGT of a cache ends, in the KDC's seconds since 1970. */
export function endOf(path: string): number {
  const [tgt] = tickets(parseCcache(readFileSync(path)));
  return tgt?.times.endtime ?? 0;
}
