export { trustedCertificates } from "./certificates.ts";
export { newFolder, removeFolder } from "./folder.ts";
export { oneAtATime } from "./lock.ts";
export { NetworkNamespace } from "./namespace.ts";
export { leaveOuterMake } from "./outer-make.ts";
export { PATIENCE_MS } from "./patience.ts";
export { persist } from "./persist.ts";
export { listening, onFreePort } from "./port.ts";
export {
  findProgram,
  missing,
  type Part,
  parts,
  postgresPrograms,
  skipFor,
  skipReason,
} from "./requirements.ts";
export { type Argv, attempt, type Finished, type RunOptions, run, type Service, start } from "./run.ts";
export { until } from "./until.ts";
