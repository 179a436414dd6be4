export { checkSettings } from "./check-settings.ts";
export { exportForever } from "./keyring.ts";
export { hostKrb5Conf } from "./krb5-conf.ts";
export { printLogs } from "./logs.ts";
export { moment } from "./moment.ts";
export { helpFor, readOwnTicket } from "./own-ticket.ts";
export { prepareForDatakit } from "./prepare.ts";
export { refuseRemapped } from "./refusals.ts";
export { readPlatformSettings } from "./settings.ts";
export { type HostCache, type NamedSource, namedSource } from "./source.ts";
export { startSharing } from "./start.ts";
export { describeStatus, type PlatformStatus, platformStatus, type SharedTicket } from "./status.ts";
export { parseStatusFile, problemIn } from "./status-file.ts";
export { stopSharing } from "./stop.ts";
export { TicketSharer } from "./ticket-sharer.ts";
export { volumeName } from "./volume.ts";
export { HostFiles as WarehouseFiles } from "./warehouse/login.ts";
export { warehouseSetting } from "./warehouse/setting.ts";
export { postgresImage } from "./warehouse/start.ts";
export {
  describeWarehouse,
  type WarehouseStatus,
  warehouseIsThere,
  warehouseStatus,
} from "./warehouse/status.ts";
