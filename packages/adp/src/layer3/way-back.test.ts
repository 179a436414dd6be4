import { afterEach, expect, test } from "vitest";
import { run } from "../kernel/process.ts";
import { environmentNamed, readPlatform } from "./platform-file.ts";
import { writeRelease } from "./promote.ts";
import { needRelease, type Release } from "./release.ts";
import { ownFiles, writeFiles } from "./render.ts";
import { openFolder, platform, release } from "./testing/platforms.ts";
import { wayBack } from "./way-back.ts";

const open: { remove(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const later = {
  since: "2026-11-29T12:00:00.000Z",
  digest: `sha256:${"b".repeat(64)}`,
  commit: "b".repeat(40),
};

/** A repository where one release follows the other in int, and `git revert` the second. */
async function reverted(second: Release) {
  const int = { ...platform.environments.int, deploy: { models: "a.b" } };
  const room = openFolder({ ...platform, environments: { ...platform.environments, int } });
  open.push(room);
  const read = readPlatform(room.folder);
  const environment = environmentNamed(read, "int");
  const git = (...words: string[]) => run(["git", ...words], { cwd: room.folder });
  await git("init", "--quiet");
  await git("config", "user.name", "A");
  await git("config", "user.email", "a@example.com");
  for (const one of [release, second]) {
    writeRelease(read, environment, one);
    writeFiles(room.folder, ownFiles(environment, one));
    await git("add", "--all");
    await git("commit", "--quiet", "-m", "promote");
  }
  const now = () => wayBack(read, environment, needRelease(room.folder, "int"));
  const forward = await now();
  await git("revert", "--no-edit", "HEAD");
  expect(needRelease(room.folder, "int")).toEqual(release);
  return { read, environment, git, forward, now };
}

test("a roll-back over a newer Airflow is refused with what to restore", async () => {
  const { forward, now } = await reverted({ ...release, ...later, airflow: "3.3.3" });
  expect(forward).toEqual({ findings: [], unseen: [] });
  expect((await now()).findings).toEqual([
    {
      code: "ADP-L3-111",
      file: "environments/int/release.yaml",
      text: expect.stringMatching(
        /from 3.3.3 to 3.3.2.* metadata database of int of before 2026-11-29T12.*--restored/,
      ),
    },
  ]);
});

test("a roll-back within one Airflow says that only the cluster knows the tables", async () => {
  const { now, git } = await reverted({ ...release, ...later });
  const unseen = [expect.stringMatching(/^the tables of a.b: .* restore the backup of the warehouse/)];
  expect(await now()).toEqual({ findings: [], unseen });
  // Not committed yet is the same.
  await git("reset", "--quiet", "--hard", "HEAD~1");
  await git("revert", "--no-commit", "HEAD");
  expect(await now()).toEqual({ findings: [], unseen });
});

test("a release.yaml that an older adp wrote, and no repository at all, say nothing", async () => {
  const { read, environment, git } = await reverted({ ...release, ...later });
  await git("update-ref", "-d", "HEAD");
  expect(await wayBack(read, environment, release)).toEqual({ findings: [], unseen: [] });
});
