import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { platformRoot } from "../kernel/home.ts";
import { run } from "../kernel/process.ts";
import { environmentNamed, readPlatform } from "./platform-file.ts";
import { commitPromotion, preparePromotion, uncommitted, writeRelease } from "./promote.ts";
import { type PushRecord, parsedRelease, type Release, readRelease, releaseText } from "./release.ts";
import { ownFiles, writeFiles } from "./render.ts";
import { openFolder, platform, record, release, release2 } from "./testing/platforms.ts";

const open: { remove(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const now = new Date("2026-11-29T06:00:00Z");

function room(releases: Readonly<Record<string, Release>> = {}, document: object = platform) {
  const opened = openFolder(document, releases);
  open.push(opened);
  const read = readPlatform(opened.folder);
  const named = (name: string) => environmentNamed(read, name);
  return {
    ...opened,
    platform: read,
    named,
    prepare: (to: string, from: string) => preparePromotion(read, named(to), { from: named(from) }, now),
    prepareRecord(content: unknown, to = "dev") {
      const path = join(opened.folder, "pushed.json");
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
      return preparePromotion(read, named(to), { record: path }, now);
    },
  };
}

/** The reasons of a refusal. */
function refused(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toMatchObject({ code: "ADP-L3-008" });
    return (error as { evidence: string[] }).evidence.join("\n");
  }
  throw new Error("it was not refused");
}

test("the first environment takes a record, the next what runs in the one before: the same digest", () => {
  const one = room();
  const first = one.prepareRecord(record);
  expect(first).toMatchObject({
    release: { digest: record.digest, since: now.toISOString() },
    before: undefined,
  });
  expect(first.oneWay).toEqual([]);
  writeRelease(one.platform, one.named("dev"), first.release);
  expect(readRelease(one.folder, "dev")).toEqual(first.release);
  expect(one.prepare("int", "dev").release).toEqual(first.release);
});

test.each<[string, Partial<PushRecord>, RegExp]>([
  ["a credential in the image", { scan: { found: 1, layers: 9 } }, /found 1 credentials/],
  ["no scan", { scan: { found: 0, layers: 0 } }, /not scanned/],
  ["a broken promise", { promise: { kept: false } }, /promise/],
  ["failed tests", { tests: { passed: 4, failed: 2 } }, /2 of the datakit's tests failed/],
  ["no tests", { tests: { passed: 0, failed: 0 } }, /did not run/],
  ["another registry", { image: "elsewhere.example.com/x/y" }, /not in the registry/],
  ["an Airflow without a chart", { airflow: "1.10.0" }, /no chart is known/],
  ["a Runtime out of support", { runtime: "11.10.0", airflow: "2.11.0" }, /out of support/],
])("refused: %s", (_, changes, reason) => {
  expect(refused(() => room().prepareRecord({ ...record, ...changes }))).toMatch(reason);
});

test("refused with all reasons at once", () => {
  const bad = {
    ...record,
    scan: { found: 2, layers: 1 },
    promise: { kept: false },
    tests: { passed: 0, failed: 1 },
  };
  expect(refused(() => room().prepareRecord(bad)).split("\n").length).toBeGreaterThanOrEqual(4);
});

test("a release stays in an environment for its soak time, and goes in the file's order alone", () => {
  const soaking = {
    ...platform,
    environments: { ...platform.environments, int: { ...platform.environments.int, soakHours: 48 } },
  };
  const one = room({ int: release }, soaking);
  expect(refused(() => one.prepare("prod", "int"))).toMatch(
    /run in int for 18.0 hours; soakHours of int is 48/,
  );
  expect(refused(() => one.prepare("dev", "int"))).toMatch(/does not come before/);
});

test("what git revert does not undo is said beforehand, and an older Airflow is refused", () => {
  const models = { ...platform, environments: { ...platform.environments } };
  models.environments.int = { ...models.environments.int, ...{ deploy: { models: "a.b" } } };
  const one = room({ dev: { ...release, digest: `sha256:${"a".repeat(64)}` }, int: release2 }, models);
  expect(one.prepare("int", "dev").oneWay).toEqual([
    expect.stringMatching(/^Airflow goes from 2.11.0 to 3.3.2/),
    expect.stringMatching(/^a.b is deployed/),
  ]);
  const back = room({ dev: release2, int: release });
  expect(refused(() => back.prepare("int", "dev"))).toMatch(/older than the 3.3.2 .* Restore the backup/);
});

test.each([
  "",
  "{",
  "[]",
  JSON.stringify({ ...record, digest: "sha256:1" }),
  JSON.stringify({ ...record, more: 1 }),
])("a record that is none is refused: %s", (text) => {
  expect(() => room().prepareRecord(text)).toThrow(
    expect.objectContaining({
      code: "ADP-L3-011",
      evidence: expect.arrayContaining([expect.stringMatching(/pushed.json:\d+: /)]),
    }),
  );
});

test("the record in the guide is one", () => {
  const guide = readFileSync(join(platformRoot(), "docs", "layer3.md"), "utf8");
  const example = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
  expect(room().prepareRecord(example).release.image).toBe(record.image);
});

test("a release.yaml that was changed by hand is named with its line", () => {
  const one = room({ dev: release });
  writeFileSync(
    join(one.folder, "environments", "dev", "release.yaml"),
    releaseText(release).replace(/digest: .*/, "digest: latest"),
  );
  expect(() => readRelease(one.folder, "dev")).toThrow(
    expect.objectContaining({
      code: "ADP-L3-007",
      evidence: [expect.stringMatching(/release.yaml:3: digest: /)],
    }),
  );
  expect(() => one.prepare("prod", "int")).toThrow(expect.objectContaining({ code: "ADP-L3-007" }));
  expect(parsedRelease(releaseText(release))).toEqual(release);
});

test("one commit with the environment's files alone; git revert undoes it", async () => {
  const one = room();
  const git = (...words: string[]) => run(["git", ...words], { cwd: one.folder });
  await git("init", "--quiet");
  await git("config", "user.name", "A");
  await git("config", "user.email", "a@example.com");
  await git("add", "platform.yaml");
  await git("commit", "--quiet", "-m", "first");
  const promotion = one.prepareRecord(record);
  const dev = one.named("dev");
  writeRelease(one.platform, dev, promotion.release);
  writeFiles(one.folder, ownFiles(dev, promotion.release));
  const commit = await commitPromotion(one.platform, dev, promotion);
  const { stdout } = await git("show", "--name-only", "--format=%s", commit ?? "");
  expect(stdout.trim().split("\n")).toEqual([
    "Promote 012345678901 of the datakit to dev",
    "",
    "environments/dev/release.yaml",
    "environments/dev/rendered/objects.yaml",
    "environments/dev/values.yaml",
  ]);
  await git("revert", "--no-edit", "HEAD");
  expect(readRelease(one.folder, "dev")).toBeUndefined();
});

test("a commit that git refuses leaves the files, and says how to go on", async () => {
  const one = room();
  await run(["git", "init", "--quiet"], { cwd: one.folder });
  await run(["git", "config", "user.useConfigOnly", "true"], { cwd: one.folder });
  const hook = join(one.folder, ".git", "hooks", "pre-commit");
  writeFileSync(hook, "#!/bin/sh\necho no commits today >&2\nexit 1\n", { mode: 0o755 });
  const promotion = one.prepareRecord(record);
  writeRelease(one.platform, one.named("dev"), promotion.release);
  await expect(commitPromotion(one.platform, one.named("dev"), promotion)).rejects.toMatchObject({
    code: "ADP-L3-013",
  });
  expect(readRelease(one.folder, "dev")).toEqual(promotion.release);
});

test("refused while git does not have what the environment is rendered from", async () => {
  const kerberos = { principal: "svc@EXAMPLE.COM", krb5Conf: "krb5.conf" };
  const dev = { ...platform.environments.dev, kerberos };
  const opened = openFolder(
    { ...platform, environments: { ...platform.environments, dev } },
    { dev: release },
  );
  open.push(opened);
  writeFileSync(join(opened.folder, "krb5.conf"), "[libdefaults]\n");
  const read = readPlatform(opened.folder);
  expect(await uncommitted(read)).toEqual([]);
  const git = (...words: string[]) =>
    run(["git", "-c", "user.name=A", "-c", "user.email=a@example.com", ...words], { cwd: opened.folder });
  await git("init", "--quiet");
  expect(await uncommitted(read)).toHaveLength(2);
  await git("add", "krb5.conf", "platform.yaml");
  await git("commit", "--quiet", "-m", "first");
  expect(await uncommitted(read)).toEqual([]);
  writeFileSync(join(opened.folder, "krb5.conf"), "[libdefaults]\nforwardable = true\n");
  const against = await uncommitted(read);
  const [from, to] = [environmentNamed(read, "dev"), environmentNamed(read, "int")];
  expect(refused(() => preparePromotion(read, to, { from }, now, against))).toMatch(
    /^krb5.conf is not committed/,
  );
});

test("outside a git repository there is no commit", async () => {
  const one = room();
  expect(await commitPromotion(one.platform, one.named("dev"), one.prepareRecord(record))).toBeUndefined();
});
