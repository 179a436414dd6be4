import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { removeStaleSecrets, secretFolder } from "./secret-folder.ts";

test("what a killed command left in memory is removed, what a running one or another container needs is not", () => {
  const mine = secretFolder();
  const parent = dirname(mine);
  let foreign = "";
  try {
    const { pid } = spawnSync("true");
    const namespace = /adp-secrets-(\d+)-/.exec(mine)?.[1] ?? "";
    const left = join(parent, `adp-secrets-${namespace}-${pid}-0123456789ab-XXXXXX`);
    const elsewhere = join(parent, `adp-secrets-1-${pid}-0123456789ab-${process.pid}`);
    foreign = elsewhere;
    for (const folder of [left, elsewhere]) {
      // Whole at once: every command of adp that runs beside this test removes what it finds, too.
      const made = mkdtempSync(join(parent, "adp-test-"));
      writeFileSync(join(made, "apt-auth"), "machine a login b password c", { mode: 0o600 });
      renameSync(made, folder);
    }
    removeStaleSecrets();
    expect([left, elsewhere].map((folder) => existsSync(folder))).toEqual([false, true]);
    expect(existsSync(mine)).toBe(true);
  } finally {
    for (const folder of [mine, foreign]) rmSync(folder, { recursive: true, force: true });
  }
});

test("other folders stay", () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, "adp-other"));
  removeStaleSecrets(parent);
  expect(readdirSync(parent)).toEqual(["adp-other"]);
});
