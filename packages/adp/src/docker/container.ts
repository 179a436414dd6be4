import * as z from "zod/mini";
import { strings, text, texts } from "./json.ts";

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** running, exited, restarting, created, paused, dead. */
  readonly state: string;
  readonly exitCode: number;
  /** healthy, unhealthy, starting; undefined where there is no health check. */
  readonly health: string | undefined;
  readonly startedAt: string;
  /** Of its first process, on the engine's machine; 0 while none runs. */
  readonly pid: number;
  /** As configured: uid:gid, a name, or "". */
  readonly user: string;
  readonly networkMode: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** Ports of this machine on which the engine listens for the container now. */
  readonly ports: readonly Port[];
  /** The same as configured: also of a container that does not run. */
  readonly boundPorts: readonly Port[];
}

export interface Port {
  /** In the container: 5432/tcp. */
  readonly inside: string;
  readonly address: string;
  readonly port: number;
}

export interface Mount {
  readonly type: string;
  readonly name: string | undefined;
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
}

const bindings = z._default(
  z.nullable(z.record(z.string(), z.nullish(z.array(z.object({ HostIp: text, HostPort: text }))))),
  {},
);

/** What the engine says of one container. */
export const oneContainer = z.object({
  Id: z.string(),
  Name: text,
  State: z.object({
    Status: text,
    ExitCode: z._default(z.number(), 0),
    StartedAt: text,
    Pid: z._default(z.number(), 0),
    Health: z.nullish(z.object({ Status: text })),
  }),
  Config: z.object({ Image: text, User: text, Labels: texts, Env: strings }),
  HostConfig: z.nullish(z.object({ NetworkMode: text, PortBindings: bindings })),
  NetworkSettings: z.nullish(z.object({ Ports: bindings })),
  Mounts: z.nullish(
    z.array(
      z.object({
        Type: text,
        Name: z.optional(z.string()),
        Source: text,
        Destination: text,
        RW: z.optional(z.boolean()),
      }),
    ),
  ),
});

/** What `docker container inspect ID...` prints. */
export const inspectedContainers = z.array(oneContainer);

export function containerFacts({
  Id,
  Name,
  State,
  Config,
  HostConfig,
  NetworkSettings,
  Mounts,
}: z.output<typeof oneContainer>): Container {
  const health = State.Health?.Status;
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    state: State.Status,
    exitCode: State.ExitCode,
    // Podman has an empty one.
    health: health === undefined || health === "none" || health === "" ? undefined : health,
    startedAt: State.StartedAt,
    pid: State.Pid,
    user: Config.User,
    networkMode: HostConfig?.NetworkMode ?? "",
    labels: Config.Labels,
    env: Object.fromEntries(
      Config.Env.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    ),
    mounts: (Mounts ?? []).map((mount) => ({
      type: mount.Type,
      name: mount.Name,
      source: mount.Source,
      destination: mount.Destination,
      writable: mount.RW === true,
    })),
    ports: portsIn(NetworkSettings?.Ports),
    boundPorts: portsIn(HostConfig?.PortBindings),
  };
}

function portsIn(found: z.output<typeof bindings> | undefined): Port[] {
  return Object.entries(found ?? {}).flatMap(([inside, hosts]) =>
    (hosts ?? []).map(({ HostIp, HostPort }) => ({ inside, address: HostIp, port: Number(HostPort) })),
  );
}
