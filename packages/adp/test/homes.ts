import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Where the home folders of the tests are: a file whose tests are all skipped runs no `afterAll` to remove its own.

let folder: string;

export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), "adp-home-"));
  process.env.ADP_TEST_HOMES = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
