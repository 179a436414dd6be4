import { record, strings, texts } from "./json.ts";

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
  /** As configured: uid:gid, a name, or "". */
  readonly user: string;
  readonly networkMode: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
}

export interface Mount {
  readonly type: string;
  readonly name: string | undefined;
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
}

export function container(value: unknown): Container {
  const facts = record(value);
  const [state, config, host] = [record(facts.State), record(facts.Config), record(facts.HostConfig)];
  const health = record(state.Health ?? {}).Status;
  return {
    id: String(facts.Id),
    name: String(facts.Name).replace(/^\//, ""),
    image: String(config.Image),
    state: String(state.Status),
    exitCode: Number(state.ExitCode),
    health: typeof health === "string" && health !== "none" ? health : undefined,
    startedAt: String(state.StartedAt),
    user: String(config.User ?? ""),
    networkMode: String(host.NetworkMode ?? ""),
    labels: texts(config.Labels ?? {}),
    env: Object.fromEntries(
      strings(config.Env).map((line) => [
        line.slice(0, line.indexOf("=")),
        line.slice(line.indexOf("=") + 1),
      ]),
    ),
    mounts: (Array.isArray(facts.Mounts) ? facts.Mounts : []).map((entry: unknown) => {
      const mount = record(entry);
      return {
        type: String(mount.Type),
        name: typeof mount.Name === "string" ? mount.Name : undefined,
        source: String(mount.Source),
        destination: String(mount.Destination),
        writable: mount.RW === true,
      };
    }),
  };
}
