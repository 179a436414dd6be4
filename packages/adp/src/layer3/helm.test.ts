import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chartArchive, renderChart } from "./helm.ts";
import { environmentNamed, readPlatform } from "./platform-file.ts";
import { statusOf } from "./status.ts";
import { openFolder, platform, release } from "./testing/platforms.ts";

// A helm and a kubectl that fail as the real ones do, and none at all: what is said then. The real Helm with the real
// chart: e2e/layer3-chart.test.ts.
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-helm-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const content = "a chart";
const sha256 = createHash("sha256").update(content).digest("hex");

function room() {
  const opened = openFolder({ ...platform, chart: { version: "1.22.0", sha256 } }, { dev: release });
  const read = readPlatform(opened.folder);
  opened.remove();
  return { ...read, folder: opened.folder };
}
const dev = () => environmentNamed(room(), "dev");

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
}

test("the archive that CHART_REPOSITORY names, as a file or as its folder, by its sha256", async () => {
  const file = join(folder, "airflow-1.22.0.tgz");
  writeFileSync(file, content);
  expect(await chartArchive(dev(), folder, { CHART_REPOSITORY: file })).toBe(file);
  expect(await chartArchive(dev(), folder, { CHART_REPOSITORY: folder })).toBe(file);
  writeFileSync(file, "another chart");
  await expect(chartArchive(dev(), folder, { CHART_REPOSITORY: file })).rejects.toMatchObject({
    code: "ADP-L3-006",
    why: expect.stringContaining(sha256),
  });
  await expect(chartArchive(dev(), folder, { CHART_REPOSITORY: "/none" })).rejects.toMatchObject({
    code: "ADP-L3-005",
  });
});

test("a repository that does not answer, and no helm to ask with", async () => {
  program("helm", "echo 'Error: no such host' >&2; exit 1");
  const asked = () => chartArchive(dev(), folder, { CHART_REPOSITORY: "https://charts.example.com" });
  await expect(asked()).rejects.toMatchObject({ code: "ADP-L3-005", evidence: ["Error: no such host"] });
  vi.stubEnv("PATH", join(folder, "nothing"));
  await expect(asked()).rejects.toMatchObject({ code: "ADP-L3-004" });
  await expect(renderChart(dev(), {}, "x.tgz")).rejects.toMatchObject({ code: "ADP-L3-004" });
});

test("a chart that cannot be rendered is told with helm's own words", async () => {
  program("helm", "echo 'Error: values do not meet the specifications' >&2; exit 1");
  await expect(renderChart(dev(), {}, "x.tgz")).rejects.toMatchObject({
    code: "ADP-L3-009",
    evidence: ["Error: values do not meet the specifications"],
  });
});

test("status: git alone, a cluster that does not answer, and one that runs another image", async () => {
  const opened = openFolder(platform, { dev: release });
  const read = readPlatform(opened.folder);
  const states = async (ask: boolean) => (await statusOf(read, ask)).map(({ state }) => state);
  expect(await states(false)).toEqual(["unknown", "not released", "not released"]);
  program("kubectl", "echo 'error: context \"x\" does not exist' >&2; exit 1");
  expect((await statusOf(read, true))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("does not exist"),
  });
  const pod = (image: string, phase = "Running") => ({
    spec: { containers: [{ image }] },
    status: { phase },
  });
  const pods = (...items: object[]) => program("kubectl", `echo '${JSON.stringify({ items })}'`);
  const released = pod(`${release.image}@${release.digest}`);
  pods(released, pod("other@sha256:1", "Failed"), pod("other@sha256:1", "Succeeded"));
  expect((await states(true))[0]).toBe("as released");
  pods(released, pod("other@sha256:1"));
  expect((await states(true))[0]).toBe("behind");
  program("kubectl", `echo '{"items": []}'`);
  expect(await states(true)).toEqual(["not installed", "not released", "not released"]);
  vi.stubEnv("PATH", join(folder, "nothing"));
  expect((await statusOf(read, true))[0]).toMatchObject({
    reason: expect.stringContaining("kubectl is not on PATH"),
  });
  opened.remove();
});
