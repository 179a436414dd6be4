import { KdcWork, type KdcWorkOptions } from "./kdc-work.ts";
import { removePrivateLeftovers } from "./private-copy.ts";
import { runProgram } from "./program.ts";

/** undefined where the settings ask nothing of a KDC. */
export function makeKdcWork(options: Omit<KdcWorkOptions, "run">): KdcWork | undefined {
  const { renew, keytab, spns } = options.settings;
  if (!renew && keytab === undefined && spns.length === 0) return undefined;
  removePrivateLeftovers();
  return new KdcWork({ ...options, run: runProgram });
}
