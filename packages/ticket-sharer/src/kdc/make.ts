import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";
import type { KdcWork } from "./kdc-work.ts";

export interface KdcWorkOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

export function makeKdcWork(_options: KdcWorkOptions): KdcWork | undefined {
  return undefined;
}
