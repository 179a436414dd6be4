// @suite ci, 175 s
// Another user of the machine is after the passwords: takes the web server's port between choice and start, then tries the
// files, the processes, the ports, Airflow and PostgreSQL of a datakit that runs.
import { chmodSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { EmbeddedEngine, engineFolder, type Status } from "../packages/adp/src/engine/index.ts";
import { readIfPresent } from "../packages/adp/src/kernel/files.ts";
import { openOutput } from "../packages/adp/src/kernel/output.ts";
import { attempt } from "../packages/adp/src/kernel/process.ts";
import { Progress } from "../packages/adp/src/kernel/progress.ts";
import { adp, document, processesOf, scratch } from "./world/adp.ts";
import { testedLines } from "./world/lines.ts";
import { attacks, keptIn, ownLooks } from "./world/second-user.ts";
import { openStranger } from "./world/stranger.ts";

const world = scratch("ports");
const temporary = join(world.folder, "temporary");
mkdirSync(temporary);
chmodSync(temporary, 0o1777);
afterAll(() => world.close());

test.each(testedLines)(
  "on Airflow %s another program on the web server's port gets no password, and is not reported as healthy",
  async (line) => {
    const into = join(world.folder, line);
    mkdirSync(into);
    expect((await adp(["datakit", "new", "ports", "--into", into])).code).toBe(0);
    const kit = join(into, "ports-datakit");
    const runFolder = join(kit, ".adp", "run");
    const engine = new EmbeddedEngine({
      ...{ runFolder, engineFolder: engineFolder(), datakits: [kit], line },
      progress: new Progress(openOutput({ json: true })),
    });
    const { settings } = await engine.prepare();
    const stranger = await openStranger({
      port: settings.webPort,
      chosen: join(runFolder, "settings.json"),
      speaks: "http",
    });
    try {
      // Only the run folder's own mode keeps others out.
      for (const folder of [world.folder, into, kit, join(kit, ".adp"), runFolder]) chmodSync(folder, 0o755);
      const env = { TMPDIR: temporary };
      const started = await adp(["dev", "start", "--engine", "embedded", "--airflow", line], {
        cwd: kit,
        env,
      });
      expect(started.code, started.stderr).toBe(0);
      expect(stranger.listens()).toBe(true);
      const status = document<Status>(await adp(["dev", "status", "--json"], { cwd: kit }));
      expect(status.state).toBe("healthy");
      expect(status.url).not.toBe(`http://127.0.0.1:${settings.webPort}`);
      expect(stranger.received()).not.toMatch(/authorization|password/i);
      await tryEverything(runFolder, line);
    } finally {
      await stranger.close();
      await adp(["dev", "stop"], { cwd: kit });
    }
    expect(processesOf(runFolder)).toEqual([]);
  },
);

async function tryEverything(runFolder: string, line: string): Promise<void> {
  const { webPort: web, postgresPort: postgres, passwords, key } = keptIn(runFolder);
  const target = { run: runFolder, pids: processesOf(runFolder), web, postgres, line, temporary };
  const tried = await attacks(target);
  expect(tried.succeeded).toEqual([]);
  // Refused, and not only unanswered.
  expect(tried.answers).toEqual({ web: expect.toSatisfy((count) => count > 60), postgres: 18 });
  // A temporary file may be gone by now.
  const texts = tried.files.map((path) => readIfPresent(path) ?? "");
  const shown = [...tried.argv, ...texts].join("\n");
  expect(shown).toContain("scheduler");
  for (const secret of [...Object.values(passwords), key]) expect(shown).not.toContain(secret);

  const files = await holding([...Object.values(passwords), key], runFolder);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);

  const own = await ownLooks(target, passwords.admin ?? "");
  const found = own.succeeded.map((name) => name.split(":")[0]);
  for (const attack of [
    "read settings.json",
    "read admin-password",
    "environ of a process",
    "read without a login",
  ])
    expect(found).toContain(attack);
}

/** The files of a folder in which one of the texts stands. */
async function holding(texts: readonly string[], folder: string): Promise<string[]> {
  const words = texts.flatMap((text) => ["-e", text]);
  // Exits with 2 also where a file that it saw is gone when it opens it, as PostgreSQL's are now and then.
  const { stdout } = await attempt(["grep", "-rlF", ...words, folder]);
  return stdout.trim().split("\n");
}
