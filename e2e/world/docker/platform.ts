import { chmodSync, chownSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, type Finished, ProcessFailure } from "../../../packages/adp/src/kernel/process.ts";
import { root, scratch } from "../adp.ts";
import type { Argv } from "../lib/index.ts";
import type { PlatformImages } from "./images.ts";
import type { PrivateEngine } from "./private-engine.ts";

export interface PlatformOptions {
  readonly engine: PrivateEngine;
  readonly images: PlatformImages;
  /** Who has the clone and calls adp; default: the test's own user. */
  readonly uid?: number;
  /** Runs this person's programs where the servers can be reached: a network namespace's `within`. */
  readonly within?: (argv: Argv) => Argv;
  /** Added to the environment of every call: KRB5CCNAME, KRB5_CONFIG, TICKET_... */
  readonly env?: Readonly<Record<string, string>>;
}

/** A clone of its own with what `adp platform` needs, and a person who uses it on a private engine. */
export class Platform {
  readonly clone: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #uid: number;
  readonly #images: PlatformImages;
  readonly #engine: PrivateEngine;
  readonly #within: (argv: Argv) => Argv;
  readonly #close: () => void;

  constructor({ engine, images, uid, env = {}, within = (argv) => argv }: PlatformOptions) {
    this.#within = within;
    const world = scratch("platform");
    this.clone = world.folder;
    this.#close = world.close;
    this.#engine = engine;
    this.#images = images;
    this.#uid = uid ?? process.getuid?.() ?? 0;
    for (const path of [
      "packages/adp/dist",
      "packages/adp/data",
      "packages/adp/package.json",
      "packages/adp/scripts",
      "packages/ticket-sharer/dist",
      "platform-bootstrap",
      "layer1-base-image",
    ])
      cpSync(join(root, path), join(this.clone, path), { recursive: true });
    const settings = Object.entries(images.settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.clone, "layer1-base-image", ".env"), settings.join(""));
    mkdirSync(join(this.clone, ".adp"));
    mkdirSync(this.home, { mode: 0o700 });
    // The clone is this person's: what runs is kept in its .adp.
    for (const path of [this.clone, join(this.clone, ".adp"), this.home])
      chownSync(path, this.#uid, this.#uid);
    chmodSync(this.clone, 0o755);
    // The client's settings are the test's; another user has to read them, too.
    if (engine.env.DOCKER_CONFIG !== undefined) {
      chmodSync(engine.env.DOCKER_CONFIG, 0o755);
    }
    this.env = { ...engine.env, HOME: this.home, NO_COLOR: "1", ...env };
  }

  get home(): string {
    return join(this.clone, "home");
  }

  /** A folder of this person's that holds nothing yet. */
  folder(name: string): string {
    const path = join(this.home, name);
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, this.#uid, this.#uid);
    return path;
  }

  /** Calls adp, as this person. */
  adp(
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
    timeoutMs?: number,
  ): Promise<Finished> {
    return this.run(
      [process.execPath, join(this.clone, "packages/adp/dist/adp.mjs"), ...args],
      env,
      timeoutMs,
    );
  }

  /** Types `make TARGET` in platform-bootstrap, as this person. */
  make(target: string, env: Readonly<Record<string, string | undefined>> = {}): Promise<Finished> {
    return this.run(["make", "--silent", target], env);
  }

  /** The person's own process; whatever it exits with. */
  async run(
    argv: Argv,
    env: Readonly<Record<string, string | undefined>> = {},
    timeoutMs = 600_000,
  ): Promise<Finished> {
    const who =
      this.#uid === process.getuid?.()
        ? []
        : ["setpriv", `--reuid=${this.#uid}`, `--regid=${this.#uid}`, "--clear-groups"];
    const [file, ...args] = [...who, ...argv];
    const result = await attempt(this.#within([file ?? "", ...args]), {
      cwd: join(this.clone, "platform-bootstrap"),
      env: { KRB5CCNAME: undefined, KRB5_CONFIG: undefined, XDG_RUNTIME_DIR: undefined, ...this.env, ...env },
      timeoutMs,
    });
    if (!(result instanceof ProcessFailure)) return result;
    if (result.kind !== "exited" || result.code === undefined) throw result;
    return { argv: result.argv, code: result.code, stdout: result.stdout, stderr: result.stderr };
  }

  /** A datakit's Compose stack, with the override that datakits have. */
  datakit(project: string, krb5Conf: string): Datakit {
    return new Datakit(this.#engine, project, {
      DATAKIT_IMAGE: this.#images.datakit,
      DATAKIT_KRB5_CONF: krb5Conf,
      // Where `platform start` of this person says which warehouse there is.
      HOME: this.home,
      XDG_STATE_HOME: "",
    });
  }

  /** Stops what runs and removes the clone. */
  async close(): Promise<void> {
    await this.adp(["platform", "stop"]);
    this.#close();
  }
}

/** A second Compose stack on the same engine: two containers of Airflow's user that mount the ticket. */
export class Datakit {
  readonly #files = [
    "--file",
    join(root, "e2e/world/docker/datakit/docker-compose.yml"),
    "--file",
    join(root, "examples/nyc-flights-incremental/docker-compose.override.yml"),
    "--file",
    join(root, "e2e/world/docker/datakit/host-network.yml"),
  ];

  constructor(
    private readonly engine: PrivateEngine,
    private readonly project: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  up(): Promise<Finished> {
    return this.#compose(["up", "--detach", "--no-build", "--pull=never"]);
  }

  /** Runs a program in the scheduler, whatever it exits with. */
  exec(argv: readonly string[], user = "50000:0"): Promise<Finished> {
    return this.#compose(["exec", "-T", "--user", user, "scheduler", ...argv]);
  }

  /** Logs in to a PostgreSQL on localhost by the shared ticket; gives what the server calls the user. */
  login(port: number, user: string): Promise<Finished> {
    const url = `host=localhost port=${port} user=${user} dbname=postgres`;
    return this.exec([
      "psql",
      "-qXAt",
      url,
      "-c",
      "select current_user || ' by ' || (select gss_authenticated from pg_stat_gssapi where pid = pg_backend_pid())",
    ]);
  }

  async running(): Promise<string[]> {
    const { stdout } = await this.#compose(["ps", "--services", "--status=running"]);
    return stdout.split("\n").filter(Boolean).sort();
  }

  async #compose(args: readonly string[]): Promise<Finished> {
    const result = await attempt(
      ["docker", "compose", "--project-name", this.project, ...this.#files, ...args],
      {
        env: { ...this.engine.env, ...this.env },
        timeoutMs: 600_000,
      },
    );
    if (!(result instanceof ProcessFailure)) return result;
    if (result.kind !== "exited" || result.code === undefined) throw result;
    return { argv: result.argv, code: result.code, stdout: result.stdout, stderr: result.stderr };
  }
}
