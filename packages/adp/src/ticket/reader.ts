import { readFileSync } from "node:fs";
import { join } from "node:path";
import { act, adp, anyOf, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import type { Container, Docker } from "../docker/index.ts";
import { platformRoot } from "../kernel/home.ts";
import { ProcessFailure } from "../kernel/process.ts";

/** What a container that mounts the ticket can do with it. */
export interface Reader {
  readonly name: string;
  readonly state: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly krb5ccname?: string;
  /** uid:gid that its programs run as. */
  readonly user?: string;
  /** How far its clock is ahead of this machine's, in seconds. */
  readonly aheadSeconds?: number;
  readonly finding: Finding;
}

/**
 * - usable: klist accepts it. readable: the file can be read, and there is no klist.
 * - no-variable: KRB5CCNAME is not set. elsewhere: it names a place outside of the mount.
 * - missing, denied: the file. unusable: klist refuses it, as when it has expired.
 * - not-running, no-shell: nothing can be checked.
 */
export type Finding =
  | "usable"
  | "readable"
  | "no-variable"
  | "elsewhere"
  | "missing"
  | "denied"
  | "unusable"
  | "not-running"
  | "no-shell";

/** By the exit codes of data/ticket/inspect-reader.sh. */
const findings: Readonly<Record<number, Finding>> = {
  0: "usable",
  10: "no-variable",
  11: "missing",
  12: "denied",
  13: "readable",
  14: "unusable",
};

export async function inspectReader(docker: Docker, container: Container, volume: string): Promise<Reader> {
  const mount = container.mounts.find(({ name }) => name === volume);
  const { KRB5CCNAME } = container.env;
  const facts = {
    name: container.name,
    state: container.state,
    path: mount?.destination ?? "",
    readOnly: mount?.writable === false,
    ...(KRB5CCNAME === undefined ? {} : { krb5ccname: KRB5CCNAME }),
  };
  if (container.state !== "running") return { ...facts, finding: "not-running" };
  if (KRB5CCNAME !== undefined && !pathOf(KRB5CCNAME).startsWith(`${facts.path}/`))
    return { ...facts, finding: "elsewhere" };
  const script = readFileSync(
    join(platformRoot(), "packages", "adp", "data", "ticket", "inspect-reader.sh"),
    "utf8",
  );
  const said = await docker.try(["exec", container.id, "/bin/sh", "-c", script], { timeoutMs: 30_000 });
  const [, user, seconds] = /^(\d+:\d+) (\d+)$/m.exec(said.stdout) ?? [];
  const code = said instanceof ProcessFailure ? said.code : 0;
  if (user === undefined || code === undefined) return { ...facts, finding: "no-shell" };
  return {
    ...facts,
    user,
    aheadSeconds: Math.round(Number(seconds) - Date.now() / 1000),
    finding: findings[code] ?? "no-shell",
  };
}

/** The file or folder that a cache name means. */
export function pathOf(krb5ccname: string): string {
  return krb5ccname.replace(/^(FILE:|DIR::?)/, "");
}

/** What helps that container. */
export function remedy({ finding, name, path, user }: Reader): Next {
  switch (finding) {
    case "no-variable":
    case "elsewhere":
      return [
        act(`set KRB5CCNAME=${path}/krb5cc in the environment of ${name}, as the template's override does`),
      ];
    case "denied":
      return anyOf(
        act(
          `set user: "50000:0" in the Compose file of ${name}: the copy is for group 0, and it runs as ${user ?? "another user"}`,
        ),
        run(adp`platform start`, "repairs the owner of the volume"),
      );
    case "missing":
      return anyOf(
        run(shell`kinit`),
        run(adp`platform status`, "shows what keeps the ticket from being shared"),
      );
    case "unusable":
      return anyOf(run(shell`kinit`), run(shell`docker exec ${name} klist`, "shows its ticket"));
    case "not-running":
      return [run(shell`docker start ${name}`)];
    case "no-shell":
      return [run(shell`docker exec ${name} klist`, "needs klist in its image; Layer 1 has it")];
    default:
      return [];
  }
}

export const inWords: Readonly<Record<Finding, string>> = {
  usable: "can use the ticket",
  readable: "can read the ticket; it has no klist",
  "no-variable": "does not set KRB5CCNAME",
  elsewhere: "has a KRB5CCNAME outside of the mount",
  missing: "finds no ticket",
  denied: "may not read the ticket",
  unusable: "finds a ticket that no login would accept",
  "not-running": "is not running",
  "no-shell": "has no shell to ask",
};
