import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Daemons } from "../kernel/daemon.ts";
import { AdpError } from "../kernel/errors.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { bundlePath } from "../kernel/home.ts";
import { NO_SHAREABLE_CACHE, WATCHER } from "./errors.ts";
import { sharerProgram } from "./image.ts";
import { exported, helpForKeyring } from "./keyring.ts";
import type { Settings } from "./settings.ts";
import { type Problem, parseShared } from "./shared.ts";
import type { Route } from "./source.ts";

const name = "ticket-watcher";

interface WatcherOptions {
  readonly root: string;
  readonly runFolder: string;
  readonly again: string;
}

/**
 * A process of the host that brings the ticket into a folder which only this user may enter: out of a place that no
 * container should see whole (/tmp, a home folder), or that none can see (KCM, a keyring).
 */
export class Watcher {
  readonly #daemons: Daemons;
  readonly #inputs: string;
  /** What the container mounts. */
  readonly folder: string;

  constructor(private readonly options: WatcherOptions) {
    this.#daemons = new Daemons(options.runFolder);
    this.#inputs = join(options.runFolder, `${name}.json`);
    this.folder = join(options.runFolder, "ticket");
  }

  get log(): string {
    return join(this.#daemons.logs, `${name}.log`);
  }

  running(): boolean {
    return this.#daemons.alive(name) !== undefined;
  }

  /** Starts it, or leaves the one that runs with the same settings. */
  async start(route: Extract<Route, { kind: "watch" | "export" }>, settings: Settings): Promise<void> {
    const { argv, env } = this.#command(route, settings);
    const inputs = JSON.stringify({ argv, env });
    if (this.running() && readIfPresent(this.#inputs) === inputs) return;
    await this.end();
    this.makeFolder();
    rmSync(this.log, { force: true });
    this.#daemons.start({ name, argv, cwd: this.options.runFolder, env });
    writeAtomic(this.#inputs, inputs);
    const first = join(this.folder, route.kind === "watch" ? "status.json" : "krb5cc");
    const deadline = Date.now() + (route.kind === "watch" ? 3000 : 500);
    while (Date.now() < deadline && this.running() && readIfPresent(first) === undefined)
      await new Promise((done) => setTimeout(done, 20));
    if (this.running()) return;
    throw new AdpError(WATCHER, {
      evidence: this.tail(5),
      next: [this.options.again, `less ${this.log}   has everything that it said`],
    });
  }

  makeFolder(): void {
    privateFolder(this.options.runFolder);
    privateFolder(this.folder);
  }

  /**
   * Ends it and removes its copy of the ticket. The folder stays: a container that has it mounted would go on with the
   * removed one, and see nothing that comes into another of that name.
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

  /** What keeps it from bringing the ticket; undefined when nothing does. */
  problem(): Problem | undefined {
    const status = readIfPresent(join(this.folder, "status.json"));
    if (status !== undefined) {
      const told = parseShared(status);
      return told?.problem ?? told?.sourceProblem;
    }
    const said = this.tail(1)[0];
    if (said === undefined || said.includes(exported)) return undefined;
    const what = `The keyring could not be exported: ${said.slice(said.indexOf(" ") + 1)}`;
    return { code: NO_SHAREABLE_CACHE.code, what, why: undefined, next: helpForKeyring(said) };
  }

  #command(route: Extract<Route, { kind: "watch" | "export" }>, settings: Settings) {
    const { root } = this.options;
    if (route.kind === "export")
      return {
        argv: [
          process.execPath,
          bundlePath(root),
          "platform",
          "export",
          route.name,
          join(this.folder, "krb5cc"),
        ],
        env: host(),
      };
    const own = ["TICKET_PRINCIPAL", "TICKET_POLL_SECONDS", "TICKET_COLLECTION"].flatMap((key) => {
      const value = settings[key];
      return value === undefined ? [] : [[key, value] as const];
    });
    return {
      argv: [process.execPath, sharerProgram(root)],
      env: {
        ...host(),
        ...Object.fromEntries(own),
        TICKET_SOURCE: route.source,
        TICKET_CACHE_DIR: this.folder,
        TICKET_LOG: "json",
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
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** What libkrb5 and Node need of this environment; TICKET_ variables come from the settings alone. */
function host(): Record<string, string> {
  const wanted = /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_RUNTIME_DIR|KRB5_.*)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      value !== undefined && wanted.test(key) ? [[key, value] as const] : [],
    ),
  );
}
