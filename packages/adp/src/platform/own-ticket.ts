import { closeSync, constants, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { anyOf, errnoOf, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import {
  type CredentialCache,
  KcmClient,
  KcmError,
  Krb5Error,
  parseCcache,
} from "@airflow-data-platform/krb5";
import { reasonOf } from "../kernel/errors.ts";
import { exportOnce, helpForKeyring } from "./keyring.ts";
import type { HostCache } from "./source.ts";

/** Far above any credential cache. */
const largest = 1024 * 1024;

/**
 * The credential cache of this user, or of this container; undefined where there is none.
 *
 * @throws Krb5Error, or Error, where one exists and cannot be read: `helpFor` has what to type
 */
export async function readOwnTicket({ source }: HostCache): Promise<CredentialCache | undefined> {
  switch (source?.kind) {
    case undefined:
      return undefined;
    case "file":
    case "directory": {
      const bytes = readRegular(source.path);
      return bytes === undefined ? undefined : parseCcache(bytes);
    }
    case "kcm":
      return fromKcm(source.socket, source.cache);
    case "keyring":
      return fromKeyring(source.name);
  }
}

function readRegular(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = errnoOf(error) ?? "";
    if (["ENOENT", "ENOTDIR"].includes(code)) return undefined;
    throw new NotReadable(
      wordsFor(path, code, error),
      anyOf(
        run(shell`ls -ln ${path}`, "shows what it is, and whose"),
        run(shell`unset KRB5CCNAME && kinit`, "gets a ticket of your own"),
      ),
    );
  }
  try {
    const found = fstatSync(file);
    const elsewhere = [run(shell`klist`, "shows where your ticket is")];
    if (!found.isFile()) throw new NotReadable(`${path} is not a file`, elsewhere);
    if (found.size > largest) throw new NotReadable(`${path} is too large for a credential cache`, elsewhere);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** A credential cache that exists and cannot be read, with what helps. */
class NotReadable extends Error {
  constructor(
    message: string,
    readonly next: Next,
  ) {
    super(message);
  }
}

/** What to type after `readOwnTicket` has failed. */
export function helpFor(error: unknown): Next {
  if (error instanceof Krb5Error) return anyOf(...error.next);
  return error instanceof NotReadable ? error.next : [run(shell`kinit`)];
}

function wordsFor(path: string, code: string, error: unknown): string {
  if (code === "EACCES" || code === "EPERM") return `you may not read ${path}`;
  if (code === "ELOOP") return `${path} is a symbolic link that leads back to itself`;
  return `${path} cannot be read (${code || reasonOf(error)})`;
}

async function fromKcm(socket: string, cache: string | undefined): Promise<CredentialCache | undefined> {
  const client = await KcmClient.connect(socket, { timeoutMs: 5000 });
  try {
    return await client.read(cache);
  } catch (error) {
    if (error instanceof KcmError && error.kind === "no-cache") return undefined;
    throw error;
  } finally {
    client.close();
  }
}

async function fromKeyring(name: string): Promise<CredentialCache | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "adp-keyring-"));
  try {
    const target = join(folder, "krb5cc");
    const problem = await exportOnce({ name, target });
    if (problem === undefined) return parseCcache(readFileSync(target));
    if (/no credentials cache found|can't find client principal|cache (keyring .*)?not found/i.test(problem))
      return undefined;
    throw new NotReadable(problem, helpForKeyring(problem));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
