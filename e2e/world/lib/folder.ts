import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder of its own; short, because Unix sockets in it may have paths of 107 bytes at most. */
export function newFolder(name: string, parent = tmpdir()): string {
  return mkdtempSync(join(parent, `${name}-`));
}

/** Again where something that ends just now still writes into it. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10 });
}
