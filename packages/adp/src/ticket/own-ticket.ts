import { closeSync, constants, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CredentialCache, KcmClient, KcmError, parseCcache } from "@airflow-data-platform/krb5";
import { exportOnce, type HostCache } from "../platform/index.ts";

/** Far above any credential cache. */
const largest = 1024 * 1024;

/**
 * The credential cache of this person, or of this container; undefined where there is none.
 *
 * @throws Krb5Error where there is one that cannot be read, Error for what is no cache at all
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
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Error(`${path} is no file`);
    if (found.size > largest) throw new Error(`${path} is too large for a credential cache`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
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
    if (/no credentials cache found|can't find client principal|cache not found/i.test(problem))
      return undefined;
    throw new Error(problem);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
