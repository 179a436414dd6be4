import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Docker } from "../../docker/index.ts";
import { dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { forgetMigrated, isMigrated, noteMigrated } from "./migration.ts";

// What Compose does with it is seen in e2e/dev-docker.test.ts.

let datakit: string;
beforeEach(() => {
  datakit = mkdtempSync(join(tmpdir(), "adp-migration-"));
});
afterEach(() => rmSync(datakit, { recursive: true, force: true }));

type Kit = { docker: Docker; datakit: string; runFolder: string };

async function on<T>(
  work: (kit: Kit) => Promise<T>,
  { image = "a", created = "2026-01-01" } = {},
): Promise<T> {
  const standIn = dockerStandIn({
    "image inspect": { stdout: JSON.stringify([{ Id: `sha256:${image}` }]) },
    "volume inspect": { stdout: JSON.stringify({ Driver: "local", Labels: null, CreatedAt: created }) },
  });
  try {
    return await work({ docker: new Docker({ env: standIn.env }), datakit, runFolder: datakit });
  } finally {
    standIn.close();
  }
}

test("the migration is looked at until Airflow was healthy once, and again for another image, volume or setting", async () => {
  expect(await on(isMigrated)).toBe(false);
  await on(noteMigrated);
  expect(await on(isMigrated)).toBe(true);
  expect(await on(isMigrated, { image: "b" })).toBe(false);
  expect(await on(isMigrated, { created: "2026-01-02" })).toBe(false);
  for (const file of [".env", "docker-compose.override.yml"]) {
    writeFileSync(join(datakit, file), "x: 1\n");
    expect(await on(isMigrated), file).toBe(false);
    rmSync(join(datakit, file));
  }
  expect(await on(isMigrated)).toBe(true);
});

test("it is looked at again after a start that failed", async () => {
  await on(noteMigrated);
  for (const _ of [1, 2]) forgetMigrated({ runFolder: datakit });
  expect(await on(isMigrated)).toBe(false);
});
