import { KdcWork, type KdcWorkOptions } from "./kdc-work.ts";
import { removePrivateLeftovers } from "./private-copy.ts";
import { runProgram } from "./program.ts";

/** undefined where the settings need no KDC. */
export function makeKdcWork(options: Omit<KdcWorkOptions, "run">): KdcWork | undefined {
  const { renew, keytab } = options.settings;
  if (!renew && keytab === undefined) return undefined;
  removePrivateLeftovers();
  return new KdcWork({ ...options, run: runProgram });
}
