import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../packages/adp/src/kernel/process.ts";
import { PATIENCE_MS } from "./lib/index.ts";
import { asAnotherUser, python } from "./stranger.ts";

interface Target {
  readonly run: string;
  readonly pids: readonly number[];
  readonly web: number;
  readonly postgres: number;
  readonly line: string;
  /** Where its programs leave temporary files. */
  readonly temporary: string;
}

/** What came of the attacks in second-user.py. */
interface Attacks {
  readonly tried: number;
  readonly succeeded: readonly string[];
  readonly answers: { readonly web: number; readonly postgres: number };
  readonly argv: readonly string[];
  readonly files: readonly string[];
}

/** Tries what another user of this machine can try. */
export function attacks(target: Target): Promise<Attacks> {
  return outcome(target, "", (facts) => asAnotherUser("second-user.py", facts));
}

/** The same by the owner, who has the password: each attack that would show something must show it. */
export function ownLooks(target: Target, password: string): Promise<Attacks> {
  return outcome(target, password, (facts) => python("second-user.py", [facts]));
}

async function outcome(
  target: Target,
  password: string,
  words: (facts: string) => readonly string[],
): Promise<Attacks> {
  const { temporary, ...known } = target;
  const sockets = target.pids.flatMap(socketsOf);
  const facts = { ...known, sockets, uid: process.getuid?.() ?? 0, outside: [temporary], password };
  const { stdout } = await run(words(JSON.stringify(facts)), { cwd: "/", timeoutMs: PATIENCE_MS });
  return JSON.parse(stdout) as Attacks;
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const links = (existsSync(folder) ? readdirSync(folder) : []).map((name) => {
    try {
      return readlinkSync(`${folder}/${name}`);
    } catch {
      // Closed meanwhile.
      return "";
    }
  });
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

interface Kept {
  readonly webPort: number;
  readonly postgresPort: number;
  readonly passwords: Readonly<Record<string, string>>;
  readonly key: string;
}

/** What a run folder keeps: ports, and every secret of its own. */
export function keptIn(runFolder: string): Kept {
  return JSON.parse(readFileSync(join(runFolder, "settings.json"), "utf8")) as Kept;
}
