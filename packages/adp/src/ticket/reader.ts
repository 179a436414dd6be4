import type { Container, Docker } from "../docker/index.ts";
import { typed } from "../kernel/home.ts";
import { ProcessFailure } from "../kernel/process.ts";

/** How the ticket looks from inside of a container that mounts it. */
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
 * - usable: klist is content with it. readable: the file can be read, and there is no klist to ask.
 * - no-variable: KRB5CCNAME is not set. elsewhere: it names a place outside of the mount.
 * - missing, denied: the file. unusable: klist refuses it, as when it has expired.
 * - not-running, no-shell: nothing can be asked.
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

/** Runs in the container, as its own user: who am I, what time is it, and can I use the ticket. */
const script = `echo "$(id -u):$(id -g) $(date +%s)"
[ -n "$KRB5CCNAME" ] || exit 10
case $KRB5CCNAME in
  DIR::*) f=\${KRB5CCNAME#DIR::} ;;
  DIR:*) f=\${KRB5CCNAME#DIR:}/primary ;;
  *) f=\${KRB5CCNAME#FILE:} ;;
esac
d=\${f%/*}
[ -x "\${d%/*}/" ] || exit 12
[ -e "$d" ] || exit 11
[ -x "$d" ] || exit 12
[ -e "$f" ] || exit 11
[ -r "$f" ] || exit 12
command -v klist >/dev/null 2>&1 || exit 13
klist -s || exit 14`;

const findings: Readonly<Record<number, Finding>> = {
  0: "usable",
  10: "no-variable",
  11: "missing",
  12: "denied",
  13: "readable",
  14: "unusable",
};

export async function examine(docker: Docker, container: Container, volume: string): Promise<Reader> {
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
  const said = await docker.try(["exec", container.id, "/bin/sh", "-c", script], { timeoutMs: 10_000 });
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

/** What helps, as lines to type or change. */
export function remedy({ finding, name, path, user }: Reader): readonly string[] {
  switch (finding) {
    case "no-variable":
    case "elsewhere":
      return [
        `KRB5CCNAME: ${path}/krb5cc   in the environment of ${name}, as the template's override has it`,
      ];
    case "denied":
      return [
        `user: "50000:0"   in its Compose file: the copy is for group 0, and it runs as ${user ?? "another user"}`,
        `${typed("platform start")}   gives the volume back its owner, where somebody changed it`,
      ];
    case "missing":
      return ["kinit", `${typed("platform status")}   says what keeps the ticket from being shared`];
    case "unusable":
      return ["kinit", `docker exec ${name} klist   shows what it has`];
    case "not-running":
      return [`docker start ${name}`];
    case "no-shell":
      return [`docker exec ${name} klist   needs klist in its image; Layer 1 brings it`];
    default:
      return [];
  }
}

export const inWords: Readonly<Record<Finding, string>> = {
  usable: "can use the ticket",
  readable: "can read the ticket; it has no klist to say more",
  "no-variable": "does not set KRB5CCNAME",
  elsewhere: "has a KRB5CCNAME outside of the mount",
  missing: "finds no ticket",
  denied: "may not read the ticket",
  unusable: "finds a ticket that no login would accept",
  "not-running": "does not run",
  "no-shell": "cannot be asked",
};
