import { join } from "node:path";
import { describeProblem, Exit, type ExitCode, problemOf } from "../errors.ts";
import { examine } from "../examine.ts";
import { printableLines } from "../log/log.ts";
import { inWords } from "../log/words.ts";
import type { Settings } from "../settings/settings.ts";
import { readBounded } from "../source/bounded-read.ts";
import { openSource } from "../source/open.ts";

/** Says how the source and the shared copy are. Changes nothing. Exits 0 when the copy is usable. */
export async function runCheck(settings: Settings, write: (text: string) => void): Promise<ExitCode> {
  const print = (text: string) => write(printableLines(text));
  const look = async (what: string, read: () => Promise<Uint8Array>): Promise<ExitCode> => {
    const now = Date.now();
    try {
      print(`${what}: ${inWords(examine(await read(), { now, pinned: settings.principal }), now)}`);
      return Exit.ok;
    } catch (error) {
      const problem = problemOf(error);
      print(`${what}: ${describeProblem(problem)}`);
      return problem.exit === Exit.ok ? Exit.credential : problem.exit;
    }
  };
  if (settings.keytab === undefined)
    await look("source", async () => (await openSource(settings.source).read()).bytes);
  return look("shared", async () => readBounded(join(settings.cacheDir, "krb5cc")).bytes);
}
