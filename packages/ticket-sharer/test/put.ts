import { renameSync, writeFileSync } from "node:fs";

/** As kinit does it: a new file in the place of the old one. */
export function put(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
