import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { Docker, type ImageFacts } from "../docker/index.ts";
import { type Answer, dockerStandIn } from "../docker/testing/docker-stand-in.ts";
import { explainRunner } from "./build.ts";
import { runnerNames, runnerOf } from "./folder.ts";
import { labels } from "./labels.ts";
import { checkPromise, verifyRunner } from "./verify.ts";

const image = {
  id: `sha256:${"b".repeat(64)}`,
  user: "50000:0",
  labels: Object.fromEntries(Object.values(labels).map((label) => [label, "1"])),
} as unknown as ImageFacts;

async function promise(facts: ImageFacts, run: Answer): Promise<unknown> {
  const standIn = dockerStandIn({ run });
  try {
    const docker = new Docker({ env: standIn.env });
    const context = { docker, runner: runnerOf("dbt"), image: facts, name: "dbt-runner:1" };
    return await checkPromise(context).catch((error: unknown) => error);
  } finally {
    standIn.close();
  }
}

test("a runner has a folder with what its build reads; its image's name names it, too", () => {
  expect(runnerOf("dbt-runner")).toEqual(runnerOf("dbt"));
  for (const runner of runnerNames.map((name) => runnerOf(name)))
    expect(readFileSync(runner.dockerfile, "utf8")).toContain("AS runner");
});

test("an unknown runner is refused", () => {
  expect(() => runnerOf("sparc")).toThrow(expect.objectContaining({ code: "ADP-RNR-001" }));
});

test("an image that is not here is named", async () => {
  const standIn = dockerStandIn({ image: { code: 1, stderr: "Error: No such image: dbt-runner:latest\n" } });
  try {
    const docker = new Docker({ env: standIn.env });
    await expect(verifyRunner(docker, runnerOf("dbt"))).rejects.toMatchObject({ code: "ADP-RNR-002" });
  } finally {
    standIn.close();
  }
});

test.each<[string, ImageFacts, Answer]>([
  ["labels", { ...image, labels: {} }, { code: 64, stdout: "dbt usage: RNR-001\n" }],
  ["user", { ...image, user: "" }, { code: 64, stdout: "dbt usage: RNR-001\n" }],
  ["contract", image, { code: 0, stdout: "done\n" }],
  ["contract", image, { code: 126, stderr: "exec /usr/bin/tini: permission denied\n" }],
  // The tool's own question is not answered by 64.
  ["tool", image, { code: 64, stdout: "dbt usage: RNR-001\n" }],
])("an image that breaks the contract is refused: %s", async (check, facts, answer) => {
  expect(await promise(facts, answer)).toMatchObject({
    code: "ADP-RNR-003",
    message: expect.stringContaining(`(${check})`),
  });
});

test("explain names every host of a build, and where Layer 1's settings name it", async () => {
  const env = {
    HOME: "/nowhere",
    XDG_CONFIG_DIRS: "/nowhere",
    IMAGE_PYTHON: "artifactory.company.com/docker-remote/library/python:3.11-slim",
    APT_MIRROR: "https://artifactory.company.com/artifactory/debian-remote",
  };
  const { hosts, steps } = await explainRunner(runnerOf("dbt"), env);
  expect(hosts).toEqual(["artifactory.company.com", "pypi.org"]);
  expect(steps.map((step) => step.reaches.map((one) => one.by))).toEqual([
    ["docker"],
    ["apt", "apt"],
    ["apt", "apt"],
    ["pip"],
    [],
  ]);
});

test("the drivers of Spark come from the mirror of Maven's repository, with its login", async () => {
  const HOME = temporaryFolder();
  const netrc = 'machine artifactory.company.com login myuser password "a token-Zq81"\n';
  writeFileSync(join(HOME, ".netrc"), netrc, { mode: 0o600 });
  const mirror = { MAVEN_MIRROR: "https://artifactory.company.com/artifactory/maven-remote" };
  const explained = async (env: Record<string, string>) => {
    const { steps } = await explainRunner(runnerOf("spark"), { HOME, XDG_CONFIG_DIRS: "/nowhere", ...env });
    return steps.flatMap((step) => step.reaches).find((one) => one.by === "maven");
  };
  expect(await explained({})).toMatchObject({ host: "repo1.maven.org", setting: "the default", login: null });
  expect(await explained(mirror)).toMatchObject({
    host: "artifactory.company.com",
    setting: "MAVEN_MIRROR (the environment)",
    login: { user: "myuser" },
    missing: null,
  });
  const plain = { MAVEN_MIRROR: mirror.MAVEN_MIRROR.replace("https", "http") };
  expect((await explained(plain))?.missing).toContain("over plain HTTP");
});
