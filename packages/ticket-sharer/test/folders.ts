import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

export interface Place {
  readonly root: string;
  /** The folder of the source, and the source in it. */
  readonly folder: string;
  readonly source: string;
  readonly cacheDir: string;
  readonly copy: string;
}

const made: string[] = [];

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true, maxRetries: 3 });
});

/** A folder for the source and one for the copy, removed after the test. */
export function newPlace(): Place {
  const root = mkdtempSync(join(tmpdir(), "adp-sharer-"));
  made.push(root);
  const [folder, cacheDir] = [join(root, "source"), join(root, "cache")];
  mkdirSync(folder);
  mkdirSync(cacheDir);
  return { root, folder, cacheDir, source: join(folder, "krb5cc"), copy: join(cacheDir, "krb5cc") };
}
