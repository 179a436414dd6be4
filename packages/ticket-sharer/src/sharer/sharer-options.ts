import type { Clock } from "../clock.ts";
import type { Problem } from "../errors.ts";
import type { KdcWork } from "../kdc/kdc-work.ts";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";
import type { Source } from "../source/source.ts";
import type { Status } from "../status/status.ts";

export interface SharerOptions {
  readonly settings: Settings;
  /** undefined in keytab mode. */
  readonly source: Source | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** What needs a KDC: renewal, keytab, service tickets. */
  readonly kdc?: KdcWork | undefined;
  readonly watchMode?: () => Status["source"]["watch"];
  /** Why nothing that comes will be seen: the source's mount shows a folder that was removed. */
  readonly stale?: () => Problem | undefined;
}
