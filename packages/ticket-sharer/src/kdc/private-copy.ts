import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, anyOf, Exit, errnoOf, run, shell } from "@airflow-data-platform/cli-kit";
import { SharerError } from "../errors.ts";

const prefix = "ticket-sharer-";

/** A cache that nobody else sees: kinit works on it, and the result is judged before it is shared. */
export class PrivateCopy {
  readonly #folder: string;

  /** @throws SharerError TKT-TEMPORARY */
  constructor(bytes?: Uint8Array) {
    try {
      this.#folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
      if (bytes !== undefined) writeFileSync(this.#path, bytes, { mode: 0o600 });
    } catch (error) {
      throw temporaryError(error);
    }
  }

  get name(): string {
    return `FILE:${this.#path}`;
  }

  read(): Uint8Array {
    return readFileSync(this.#path);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #path(): string {
    return join(this.#folder, "krb5cc");
  }
}

function temporaryError(error: unknown): SharerError {
  const folder = tmpdir();
  return new SharerError(
    {
      code: "TKT-TEMPORARY",
      what: `No private copy of the ticket can be made and removed in ${tmpdir()} (${errnoOf(error) ?? String(error)}).`,
      why: "kinit works on a copy that nobody else sees.",
      next: anyOf(run(shell`df -h ${folder}; ls -ld ${folder}`), act("set TMPDIR to another folder")),
      exit: Exit.cannotPublish,
    },
    error,
  );
}

/**
 * Removes what a killed process left. Called at the start, so a folder with this process's number is of an earlier process.
 *
 * @throws SharerError TKT-TEMPORARY, where the folder cannot be listed: tickets would pile up there
 */
export function removePrivateLeftovers(): void {
  for (const name of namesIn(tmpdir())) {
    const [, pid] = /^ticket-sharer-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || (Number(pid) !== process.pid && lives(Number(pid)))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch (error) {
      // Another user's.
      if (errnoOf(error) !== "EACCES" && errnoOf(error) !== "EPERM") throw error;
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw temporaryError(error);
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
