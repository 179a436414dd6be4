import { quoted } from "@airflow-data-platform/cli-kit";
import type { TicketSharer } from "../ticket-sharer.ts";
import { HostFiles, localUri, role } from "./login.ts";
import { warehouseSetting } from "./setting.ts";
import { publishedPort, warehouseContainer } from "./start.ts";

/** The warehouse of the datakits that run on Docker. */
export interface WarehouseStatus {
  /** What WAREHOUSE says; on-demand where it says nothing. */
  readonly setting: "on-demand" | "local" | "none" | "remote";
  /** The connection `warehouse` that datakits get from the platform, without a password. */
  readonly connection?: string;
  /** The local one, where it was ever started. */
  readonly container?: {
    readonly name: string;
    readonly state: string;
    readonly health?: string;
    readonly image: string;
  };
  /** How a client on this machine reaches the local one, while it runs. */
  readonly address?: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    /** For PGPASSFILE, mode 0600. */
    readonly passwordFile: string;
  };
}

export async function warehouseStatus({
  docker,
  env,
  settings,
}: Pick<TicketSharer, "docker" | "env" | "settings">): Promise<WarehouseStatus> {
  const files = new HostFiles(env);
  const connection = files.named();
  const container = await warehouseContainer(docker);
  const port = container === undefined ? undefined : publishedPort(container);
  return {
    setting: warehouseSetting(settings).kind,
    ...(connection === undefined ? {} : { connection }),
    ...(container === undefined
      ? {}
      : {
          container: {
            name: container.name,
            state: container.state,
            ...(container.health === undefined ? {} : { health: container.health }),
            image: container.image,
          },
        }),
    ...(port === undefined
      ? {}
      : { address: { host: "127.0.0.1", port, database: role, user: role, passwordFile: files.pgpass } }),
  };
}

/** Whether what the settings ask for is there. */
export function warehouseIsThere({ setting, container }: WarehouseStatus): boolean {
  return setting !== "local" || container?.state === "running";
}

export function describeWarehouse({ setting, connection, container, address }: WarehouseStatus): string[] {
  const state =
    container === undefined
      ? ""
      : `${container.name}: ${container.state}${container.health ? `, ${container.health}` : ""}`;
  if (connection !== undefined && connection !== localUri) return [`  warehouse  ${connection}`];
  if (address !== undefined)
    return [
      `  warehouse  ${state}`,
      `             PGPASSFILE=${quoted(address.passwordFile)} psql -h ${address.host} -p ${address.port} -U ${address.user} ${address.database}`,
    ];
  if (container !== undefined) return [`  warehouse  ${state}`];
  return setting === "local" ? ["  warehouse  not started"] : [];
}
