export { exportForever, exportOnce, helpForKeyring } from "./keyring.ts";
export { type Problem, parseShared } from "./shared.ts";
export { type Sharing, TicketSharer } from "./sharer.ts";
export { type HostCache, type NamedSource, namedSource } from "./source.ts";
export { describeStatus, type PlatformStatus, platformStatus } from "./status.ts";
export { volumeName } from "./volume.ts";
export { duration, moment } from "./words.ts";
