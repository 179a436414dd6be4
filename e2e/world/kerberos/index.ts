export { freePort, listening, newFolder, onFreePort, removeFolder } from "./folder.ts";
export { Kcm } from "./kcm.ts";
export { krb5Conf } from "./krb5-conf.ts";
export { MitKdc } from "./mit-kdc.ts";
export { NetworkNamespace } from "./namespace.ts";
export { KerberosPostgres } from "./postgres.ts";
export { findProgram, missing, type Part, parts, skipFor, skipReason } from "./requirements.ts";
export {
  type Argv,
  attempt,
  type Finished,
  type RunOptions,
  run,
  type Service,
  start,
  until,
} from "./run.ts";
export { SambaAd } from "./samba-ad.ts";
