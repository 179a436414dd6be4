import { join } from "node:path";
import { hostSurroundings } from "@airflow-data-platform/krb5";
import type { ReportedProblem, Status } from "@airflow-data-platform/ticket-sharer";
import { type Container, Docker } from "../docker/index.ts";
import type { Output } from "../kernel/output.ts";
import { projectName, serviceName } from "./compose.ts";
import { HostProcess } from "./host-process.ts";
import { readPlatformSettings, type Settings } from "./settings.ts";
import { type HostCache, hostCache, type NamedSource, namedSource, type Route, routeOf } from "./source.ts";
import { parseStatusFile } from "./status-file.ts";
import { volumeName } from "./volume.ts";

export interface TicketSharerOptions {
  readonly root: string;
  readonly output: Output;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Sharing {
  readonly container: Container;
  /** What the sharer reports; undefined while it has reported nothing. */
  readonly status: Status | undefined;
  /** Owner, group and mode of the volume's folder. */
  readonly folder: string | undefined;
}

/** The ticket sharer of this machine: one container, one volume, and for some tickets a process on the host. */
export class TicketSharer {
  readonly docker: Docker;
  readonly settings: Settings;
  readonly hostProcess: HostProcess;
  readonly root: string;
  readonly output: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly runFolder: string;

  constructor({ root, output, signal, env = process.env }: TicketSharerOptions) {
    this.root = root;
    this.output = output;
    this.env = env;
    this.runFolder = join(root, ".adp", "run", "platform");
    this.docker = new Docker({ ...(signal === undefined ? {} : { signal }) });
    this.settings = readPlatformSettings(root, env);
    this.hostProcess = new HostProcess({ root, runFolder: this.runFolder });
  }

  /** The user's cache on this machine; undefined in keytab mode, where there is none. */
  source(): HostCache | undefined {
    return this.settings.TICKET_KEYTAB === undefined
      ? hostCache(hostSurroundings(), this.settings.TICKET_SOURCE)
      : undefined;
  }

  /** The same for reports, which also name a cache that cannot be shared. */
  named(): NamedSource {
    const { TICKET_KEYTAB: keytab, TICKET_SOURCE: override } = this.settings;
    return keytab === undefined
      ? namedSource(hostSurroundings(), override)
      : { name: `keytab ${keytab}`, origin: "TICKET_KEYTAB" };
  }

  route(cache: HostCache | undefined): Route {
    return cache === undefined ? { kind: "keytab", path: this.settings.TICKET_KEYTAB ?? "" } : routeOf(cache);
  }

  /** The sharer's container, running or not. */
  async container(): Promise<Container | undefined> {
    const found = await this.docker.containers(`label=com.docker.compose.project=${projectName}`);
    return found.find(({ labels }) => labels["com.docker.compose.service"] === serviceName);
  }

  /** Every other container that mounts the volume. */
  async consumers(): Promise<Container[]> {
    const all = await this.docker.containers(`volume=${volumeName}`);
    return all.filter(({ labels }) => labels["com.docker.compose.service"] !== serviceName);
  }

  async sharing(): Promise<Sharing | undefined> {
    const container = await this.container();
    if (container === undefined) return undefined;
    if (container.state !== "running") return { container, status: undefined, folder: undefined };
    const script = "stat -c %u:%g:%a /krb5/cache && cat /krb5/cache/status.json";
    const found = await this.docker.try(["exec", container.id, "/bin/sh", "-c", script], {
      timeoutMs: 30_000,
    });
    const [folder = "", ...rest] = found.stdout.split("\n");
    return {
      container,
      status: parseStatusFile(rest.join("\n")),
      folder: /^\d+:\d+:\d+$/.test(folder) ? folder : undefined,
    };
  }

  /** What is wrong with the source for the process on the host, which sees it; the container sees a copy. */
  hostProblem(): ReportedProblem | undefined {
    return this.hostProcess.running() ? this.hostProcess.problem() : undefined;
  }
}
