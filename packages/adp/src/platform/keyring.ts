import { renameSync, rmSync } from "node:fs";
import { keyringExport } from "@airflow-data-platform/krb5";
import { attempt, ProcessFailure } from "../kernel/process.ts";

export interface KeyringExport {
  /** KEYRING:... */
  readonly name: string;
  /** The file that the ticket is renamed to. */
  readonly target: string;
}

/** Brings the keyring's TGT into a file once. Gives why not, where it can't; then the file is as it was before. */
export async function exportOnce({ name, target }: KeyringExport): Promise<string | undefined> {
  const env = { KRB5CCNAME: name, LC_ALL: "C" };
  const listed = await attempt(["klist"], { env, timeoutMs: 10_000 });
  if (listed instanceof ProcessFailure) return listed.tail(1).join("") || listed.message;
  const realm = /^Default principal: .*@(.+)$/m.exec(listed.stdout)?.[1];
  if (realm === undefined) return "klist names no principal";
  const command = keyringExport(name, realm, target);
  const copied = await attempt(command.argv, { env: { ...command.env, LC_ALL: "C" }, timeoutMs: 10_000 });
  if (copied instanceof ProcessFailure) {
    rmSync(command.rename[0], { force: true });
    return copied.tail(1).join("") || copied.message;
  }
  renameSync(...command.rename);
  return undefined;
}

/** How the line begins that says it went well. */
export const exported = "exported";

/** Exports every few seconds until it is stopped: a keyring tells nobody when it changes. */
export async function exportForever(
  options: KeyringExport & {
    readonly everyMs: number;
    readonly signal: AbortSignal;
    readonly log: (line: string) => void;
  },
): Promise<void> {
  let last: string | undefined = "";
  while (!options.signal.aborted) {
    const problem = await exportOnce(options);
    if (problem !== last) options.log(problem ?? `${exported} ${options.name}`);
    last = problem;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, options.everyMs);
      options.signal.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          done();
        },
        { once: true },
      );
    });
  }
}
