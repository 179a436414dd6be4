import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../kernel/process.ts";
import { diffToGit } from "./diff.ts";
import { neededImages } from "./images.ts";
import { initPlatform } from "./init.ts";
import { readPlatform } from "./platform-file.ts";
import { imageOf } from "./release.ts";
import { ownFiles, writeFiles } from "./render.ts";
import { openFolder, platform, release } from "./testing/platforms.ts";

const answers = { organisation: 'A "bank"', datakit: "customer-360", registry: "registry.example.com/data" };

test("what init writes is a platform.yaml of four environments, and is not written over", () => {
  const folder = mkdtempSync(join(tmpdir(), "adp-layer3-"));
  expect(initPlatform(folder, answers)).toEqual([
    "platform.yaml",
    "platform.schema.json",
    "README.md",
    ".gitignore",
  ]);
  const { file, environments } = readPlatform(folder);
  expect(file.organisation).toBe(answers.organisation);
  expect(environments.map(({ name }) => name)).toEqual(["dev", "int", "qa", "prod"]);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("customer-360-warehouse");
  writeFileSync(join(folder, "platform.yaml"), "mine");
  expect(() => initPlatform(folder, answers)).toThrow(expect.objectContaining({ code: "ADP-L3-010" }));
  expect(readFileSync(join(folder, "platform.yaml"), "utf8")).toBe("mine");
  rmSync(folder, { recursive: true });
});

test("images: by digest, with the environments that need them", () => {
  const other = { ...release, digest: `sha256:${"a".repeat(64)}` };
  const opened = openFolder(platform, { dev: other, int: release, prod: release });
  expect(neededImages(readPlatform(opened.folder))).toEqual([
    { image: imageOf(release), environments: ["int", "prod"] },
    { image: imageOf(other), environments: ["dev"] },
  ]);
  opened.remove();
});

test("diff: what a render would change of git's last commit", async () => {
  const opened = openFolder(platform, { dev: release });
  const git = (...words: string[]) =>
    run(["git", "-c", "user.name=A", "-c", "user.email=a@example.com", ...words], { cwd: opened.folder });
  const read = readPlatform(opened.folder);
  const [dev] = read.environments;
  if (dev === undefined) throw new Error("no environment");
  const files = ownFiles(dev, release);
  await git("init", "--quiet");
  await git("commit", "--quiet", "--allow-empty", "-m", "none");
  expect(await diffToGit(read, dev, files)).toContain("new: environments/dev/values.yaml");
  writeFiles(opened.folder, files);
  await git("add", "-A");
  await git("commit", "--quiet", "-m", "rendered");
  expect(await diffToGit(read, dev, files)).toBe("");
  const next = ownFiles(dev, { ...release, airflow: "3.3.3" });
  expect(await diffToGit(read, dev, next)).toMatch(/^-airflowVersion: 3.3.2\n\+airflowVersion: 3.3.3$/m);
  opened.remove();
});
