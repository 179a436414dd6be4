import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { newFolder, removeFolder } from "../lib/index.ts";

// A Docker Engine for tests: the one that answers, or on a bare machine the one of e2e/tools/start-docker.

const prefix = "/opt/docker-engine";
const tools = join(import.meta.dirname, "..", "..", "tools");

/** How a test reaches the engine: what goes into the environment of `docker` and of adp. */
export interface Engine {
  readonly env: Readonly<Record<string, string>>;
  /** Runs a tool of e2e/tools, such as debian-base. */
  tool(name: string, ...args: string[]): string;
  /** Runs docker and gives what it printed. Throws when it fails. */
  docker(...args: string[]): string;
  close(): void;
}

function answers(env: NodeJS.ProcessEnv): boolean {
  return spawnSync("docker", ["info"], { env, stdio: "ignore" }).status === 0;
}

function pathBefore(): string {
  const path = process.env.PATH ?? "";
  return existsSync(`${prefix}/usr/bin/docker`) ? `${prefix}/usr/bin${delimiter}${path}` : path;
}

/**
 * Why there is no engine here; undefined when there is one. On a person's machine nothing is installed, and the tests
 * are skipped; with CI=true the engine is started (as root, on Debian), and a machine where that fails is a failure.
 */
export function noEngine(): string | undefined {
  if (answers({ ...process.env, PATH: pathBefore() })) return undefined;
  if (process.env.CI !== "true")
    return "no Docker Engine answers here (sudo e2e/tools/start-docker starts one on Debian)";
  execFileSync(join(tools, "start-docker"), { stdio: ["ignore", "inherit", "inherit"] });
  return undefined;
}

/** Opens the engine with a client configuration of its own, so that a person's settings and credentials stay apart. */
export function openEngine(): Engine {
  const config = newFolder("adp-docker");
  chmodSync(config, 0o700);
  const plugins = `${prefix}/usr/libexec/docker/cli-plugins`;
  writeFileSync(
    join(config, "config.json"),
    JSON.stringify(existsSync(plugins) ? { cliPluginsExtraDirs: [plugins] } : {}),
  );
  const env = { PATH: pathBefore(), DOCKER_CONFIG: config };
  const call = (file: string, args: readonly string[]) =>
    execFileSync(file, args, {
      encoding: "utf8",
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
    });
  return {
    env,
    tool: (name, ...args) => call(join(tools, name), args).trim(),
    docker: (...args) => call("docker", args).trim(),
    close: () => removeFolder(config),
  };
}
