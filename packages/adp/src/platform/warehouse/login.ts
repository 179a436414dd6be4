import { join } from "node:path";
import type { Docker } from "../../docker/index.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../../kernel/files.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { Secret } from "../../kernel/secret.ts";
import { loginVolume } from "../shared.ts";
import { stateFolder } from "../state-folder.ts";
import { inVolume } from "../volume.ts";

/** Role and database of the local warehouse. */
export const role = "warehouse";
/** Its host on the network of the datakits. */
export const hostInside = "platform-warehouse";
/** Where a datakit's override mounts the volume with the login. */
const folderInside = "/run/platform/warehouse";

/**
 * The Airflow connection of every datakit. libpq reads the password from a file, so that no environment holds it. Where
 * there is a ticket it would try Kerberos first, and each login wait for a KDC that cannot be reached: half a minute.
 */
export const localUri = `postgres://${role}@${hostInside}:5432/${role}?gssencmode=disable&passfile=${folderInside}/pgpass`;

/** What the platform keeps of the warehouse on this machine, outside every project. */
export class HostFiles {
  readonly folder: string;

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.folder = join(stateFolder(env), "warehouse");
  }

  /** libpq's password file, for clients on this machine (PGPASSFILE). */
  get pgpass(): string {
    return join(this.folder, "pgpass");
  }

  /** The variables that every datakit's override gives to Airflow: the connection, without a password. */
  get variables(): string {
    return join(this.folder, "airflow.env");
  }

  password(): Secret | undefined {
    return passwordIn(readIfPresent(this.pgpass) ?? "");
  }

  remember(password: Secret, port: number): void {
    privateFolder(this.folder);
    writeAtomic(this.pgpass, `127.0.0.1:${port}:${role}:${role}:${password.reveal()}\n`);
  }

  /**
   * Names the warehouse for the datakits, or none. The shell in which a datakit is started outranks it: Compose fills in the
   * variable where the line has no value, and the default where it has one. `more`: other variables of the same file.
   */
  name(uri: string | undefined, more: Readonly<Record<string, string>> = {}): void {
    const value =
      uri === undefined ? "" : `=\${${variable}:-${uri.replaceAll("$", "%24").replaceAll("}", "%7D")}}`;
    privateFolder(this.folder);
    const others = Object.entries(more).map(([name, text]) => `${name}=${text}\n`);
    writeAtomic(this.variables, [`${variable}${value}\n`, ...others].join(""));
  }

  /** What the last start of the local warehouse left behind. */
  get settled(): string | undefined {
    return readIfPresent(this.#settled);
  }

  settle(state: string): void {
    writeAtomic(this.#settled, state);
  }

  get #settled(): string {
    return join(this.folder, "settled");
  }

  named(): string | undefined {
    return /^AIRFLOW_CONN_WAREHOUSE=\$\{AIRFLOW_CONN_WAREHOUSE:-(.*)\}$/m.exec(
      readIfPresent(this.variables) ?? "",
    )?.[1];
  }
}

const variable = "AIRFLOW_CONN_WAREHOUSE";

/** Undefined where there is none: an empty one would open nothing. */
function passwordIn(pgpass: string): Secret | undefined {
  const password = pgpass.trim().split(":").at(-1) ?? "";
  return password === "" ? undefined : new Secret(password);
}

/** The password in the volume, where there is one: another user of this machine may have made it. */
export async function passwordInVolume(docker: Docker, image: string): Promise<Secret | undefined> {
  const found = await inVolume(docker, image, {
    volume: loginVolume,
    capabilities: ["DAC_OVERRIDE"],
    script: "cat /volume/pgpass",
  });
  // First the words: Podman's answer to `docker run --rm` is always 0.
  if (/no such file/i.test(found.stderr)) return undefined;
  if (found instanceof ProcessFailure) throw docker.explain(found);
  return passwordIn(found.stdout);
}

/** Writes the login into the volume, for Airflow's user alone. It passes through stdin: no argument list and no environment. */
export async function writeLogin(docker: Docker, image: string, password: Secret): Promise<void> {
  const script = [
    "umask 077",
    "rm -f /volume/pgpass.new",
    "cat >/volume/pgpass.new",
    "chmod 0400 /volume/pgpass.new",
    "chown 50000:0 /volume/pgpass.new",
    "mv -f /volume/pgpass.new /volume/pgpass",
  ].join(" && ");
  const done = await inVolume(docker, image, {
    volume: loginVolume,
    capabilities: ["CHOWN", "DAC_OVERRIDE"],
    script,
    input: `${hostInside}:5432:${role}:${role}:${password.reveal()}\n`,
  });
  if (done instanceof ProcessFailure) throw docker.explain(done);
}
