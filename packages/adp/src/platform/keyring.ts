import { readFileSync, renameSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { adp, anyOf, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { keyringExport } from "@airflow-data-platform/krb5";
import { attempt, ProcessFailure } from "../kernel/process.ts";

interface KeyringExport {
  /** KEYRING:... */
  readonly name: string;
  /** The file that the ticket is renamed to. */
  readonly target: string;
}

/** Copies the keyring's TGT into a file once. Returns why it failed; the file is then unchanged. */
export async function exportOnce({ name, target }: KeyringExport): Promise<string | undefined> {
  const env = { KRB5CCNAME: name, LC_ALL: "C" };
  const listed = await attempt(["klist"], { env, timeoutMs: 10_000 });
  if (listed instanceof ProcessFailure) return wordsOf(listed);
  const realm = /^Default principal: .*@(.+)$/m.exec(listed.stdout)?.[1];
  if (realm === undefined) return "klist names no principal";
  const command = keyringExport(name, realm, target);
  const copied = await attempt(command.argv, { env: { ...command.env, LC_ALL: "C" }, timeoutMs: 10_000 });
  if (copied instanceof ProcessFailure) {
    rmSync(command.rename[0], { force: true });
    return wordsOf(copied);
  }
  renameSync(...command.rename);
  return undefined;
}

const tooOld = "this machine's kvno is older than krb5 1.19 and cannot copy a ticket out of a keyring";

/** The first line that a program printed: its usage may follow. */
function wordsOf(failure: ProcessFailure): string {
  if (/\b(unrecognized|invalid) option|^usage:/im.test(failure.stderr)) return tooOld;
  return failure.tail()[0] || failure.message;
}

/** What to type where a keyring could not be exported for that reason. */
export function helpForKeyring(problem: string): Next {
  return problem.includes(tooOld)
    ? [
        run(shell`export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit`, "gets a ticket in a file"),
        run(adp`platform start`, "in the same shell"),
      ]
    : anyOf(run(shell`kinit`), run(shell`klist`, "shows what it holds"));
}

/** A line of the log that begins like this reports success. */
export const exported = "exported";

/**
 * Exports until it is stopped: when the kernel's list of keys changes, which is looked at every second, and every
 * `everyMs` in any case.
 */
export async function exportForever(
  options: KeyringExport & {
    readonly everyMs: number;
    readonly signal: AbortSignal;
    readonly log: (line: string) => void;
    readonly keys?: () => string | undefined;
  },
): Promise<void> {
  const { signal, everyMs, log, keys = keysOfKernel } = options;
  let last:
    | { readonly problem: string | undefined; readonly keys: string | undefined; readonly at: number }
    | undefined;
  while (!signal.aborted) {
    const now = { keys: keys(), at: Date.now() };
    if (last === undefined || now.keys !== last.keys || now.at - last.at >= everyMs) {
      const problem = await exportOnce(options);
      if (last === undefined || problem !== last.problem) log(problem ?? `${exported} ${options.name}`);
      last = { problem, ...now };
    }
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}

/** The keys that this user sees, without their remaining lives; undefined where the kernel does not list them. */
function keysOfKernel(): string | undefined {
  try {
    return readFileSync("/proc/keys", "utf8").replace(/^(\S+ +\S+ +\S+) +\S+/gm, "$1");
  } catch {
    // Without it, the export goes by time alone.
    return undefined;
  }
}
