import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { again, errnoOf, run, shell, until } from "@airflow-data-platform/cli-kit";
import type { ReportedProblem } from "@airflow-data-platform/ticket-sharer";
import { Daemons } from "../kernel/daemon.ts";
import { AdpError } from "../kernel/errors.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { bundlePath } from "../kernel/home.ts";
import { HOST_PROCESS, NO_SHAREABLE_CACHE } from "./errors.ts";
import { sharerProgram } from "./image.ts";
import { exported, helpForKeyring } from "./keyring.ts";
import type { Settings } from "./settings.ts";
import type { HostRoute } from "./source.ts";
import { parseStatusFile, problemIn } from "./status-file.ts";

const name = "ticket-watcher";

interface HostProcessOptions {
  readonly root: string;
  readonly runFolder: string;
}

/**
 * A process on the host that copies the ticket into a folder that only this user may enter: from a place that no
 * container should see whole (/tmp, a home folder), or that no container can see (KCM, a keyring).
 */
export class HostProcess {
  readonly #daemons: Daemons;
  readonly #inputs: string;
  readonly #root: string;
  readonly #runFolder: string;
  /** What the container mounts. */
  readonly folder: string;

  constructor({ root, runFolder }: HostProcessOptions) {
    this.#root = root;
    this.#runFolder = runFolder;
    this.#daemons = new Daemons(runFolder);
    this.#inputs = join(runFolder, `${name}.json`);
    this.folder = join(runFolder, "ticket");
  }

  get log(): string {
    return join(this.#daemons.logs, `${name}.log`);
  }

  running(): boolean {
    return this.#daemons.alive(name) !== undefined;
  }

  /** Starts it, or leaves the one that runs with the same settings. `principalChange`: where the settings have none. */
  async start(route: HostRoute, settings: Settings, principalChange?: string): Promise<void> {
    const { argv, env } = this.#command(route, { TICKET_PRINCIPAL_CHANGE: principalChange, ...settings });
    const inputs = JSON.stringify({ argv, env });
    if (this.running() && readIfPresent(this.#inputs) === inputs) return;
    await this.end();
    this.makeFolder();
    rmSync(this.log, { force: true });
    this.#daemons.start({ name, argv, cwd: this.#runFolder, env });
    writeAtomic(this.#inputs, inputs);
    await this.#firstResult(route);
    if (this.running()) return;
    throw new AdpError(HOST_PROCESS, {
      evidence: this.tail(5),
      next: [run(shell`less ${this.log}`, "has all of its log"), again],
    });
  }

  makeFolder(): void {
    privateFolder(this.#runFolder);
    privateFolder(this.folder);
  }

  /**
   * Ends it and removes its copy of the ticket. The folder stays: a container that has it mounted would keep the
   * removed one, and see nothing of a new one with that name.
   */
  async end(): Promise<void> {
    await this.#daemons.stop([name], 3000);
    for (const entry of namesIn(this.folder))
      rmSync(join(this.folder, entry), { recursive: true, force: true });
    rmSync(this.#inputs, { force: true });
  }

  /** When no container has it mounted any more. */
  removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  tail(lines: number): string[] {
    return this.#daemons.tail(name, lines).filter((line) => line !== "");
  }

  /** What keeps it from copying the ticket; undefined when nothing does. */
  problem(): ReportedProblem | undefined {
    const status = readIfPresent(join(this.folder, "status.json"));
    if (status !== undefined) return problemIn(parseStatusFile(status));
    const line = this.tail(1)[0];
    if (line === undefined || line.includes(exported)) return undefined;
    const what = `The keyring could not be exported: ${line.slice(line.indexOf(" ") + 1)}`;
    return { code: NO_SHAREABLE_CACHE.code, what, next: helpForKeyring(line) };
  }

  /** Waits for its first file, but not longer than it takes on a quiet machine: `settled` waits on. */
  #firstResult({ kind }: HostRoute): Promise<unknown> {
    const first = join(this.folder, kind === "watch" ? "status.json" : "krb5cc");
    const timeoutMs = kind === "watch" ? 3000 : 500;
    return until(() => !this.running() || readIfPresent(first) !== undefined, { timeoutMs, everyMs: 20 });
  }

  #command(route: HostRoute, settings: Readonly<Record<string, string | undefined>>) {
    if (route.kind === "export") {
      const words = ["platform", "export", route.name, join(this.folder, "krb5cc"), this.log];
      return { argv: [process.execPath, bundlePath(this.#root), ...words], env: inheritedEnvironment() };
    }
    const own = ["TICKET_PRINCIPAL", "TICKET_PRINCIPAL_CHANGE", "TICKET_POLL_SECONDS"].flatMap((key) => {
      const value = settings[key];
      return value === undefined ? [] : [[key, value] as const];
    });
    return {
      argv: [process.execPath, sharerProgram(this.#root)],
      env: {
        ...inheritedEnvironment(),
        ...Object.fromEntries(own),
        TICKET_SOURCE: route.source,
        TICKET_CACHE_DIR: this.folder,
        TICKET_LOG: "json",
        // The same file that takes what a crash prints.
        TICKET_LOG_FILE: this.log,
        TICKET_ON_STOP: "remove",
      },
    };
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Nothing was ever started.
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

/** What libkrb5 and Node need of this environment; TICKET_ variables come from the settings alone. */
function inheritedEnvironment(): Record<string, string> {
  const wanted = /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_RUNTIME_DIR|KRB5_.*)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      value !== undefined && wanted.test(key) ? [[key, value] as const] : [],
    ),
  );
}
