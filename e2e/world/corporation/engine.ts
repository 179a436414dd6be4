import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until as look } from "@airflow-data-platform/cli-kit";
import { type Service, until } from "../lib/index.ts";
import type { Machine } from "./machine.ts";

const prefix = "/opt/docker-engine";

/** The folders with the docker client and its plugins, once start-docker has installed them. */
export function dockerPrograms(): { readonly path: readonly string[]; readonly plugins: readonly string[] } {
  return existsSync(`${prefix}/usr/bin/docker`)
    ? {
        path: [`${prefix}/usr/sbin`, `${prefix}/usr/bin`],
        plugins: [`${prefix}/usr/libexec/docker/cli-plugins`],
      }
    : { path: [], plugins: [] };
}

/** A second Docker Engine, on the company's machine, at the usual socket. Its data is in the corporation's folder. */
export class CompanyEngine {
  private constructor(
    readonly machine: Machine,
    private readonly service: Service,
  ) {}

  static async start(machine: Machine): Promise<CompanyEngine> {
    const settings = join(machine.folder, "daemon.json");
    writeFileSync(settings, "{}");
    const path = [...dockerPrograms().path, process.env.PATH, "/usr/sbin", "/sbin"].join(":");
    // A clean environment: this machine's certificates and proxies are not the company's.
    const service = machine.start(
      [
        "env",
        "-i",
        `PATH=${path}`,
        "dockerd",
        "--data-root",
        join(machine.folder, "docker"),
        "--config-file",
        settings,
      ],
      "dockerd",
    );
    const engine = new CompanyEngine(machine, service);
    const answers = async () => (await machine.attempt(["env", `PATH=${path}`, "docker", "info"])).code === 0;
    await until("the company's Docker Engine", answers, { service });
    return engine;
  }

  /** Stops the engine and its containers, so that no cgroup stays. */
  async stop(): Promise<void> {
    if (this.service.ended()) return;
    await this.machine.attempt(["bash", "-c", 'kill "$(cat /run/docker.pid)"']);
    // Whatever still runs after ten seconds ends with the machine.
    await look(() => this.service.ended(), { timeoutMs: 10_000, everyMs: 50 });
  }
}
