// Datakits and the Layer 1 of a real engine: which image is behind, which requirement contradicts it, and what a rebuild does.
// The Layer 1 here is a stand-in of a few lines with the labels, the list and the last steps of one: it proves nothing about
// Airflow.
// @suite ci, 40 s
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { layer1State, rebuildDatakit } from "../packages/adp/src/datakit/index.ts";
import { Docker } from "../packages/adp/src/docker/index.ts";
import { scratch } from "./world/adp.ts";
import { type Engine, noEngine, openEngine } from "./world/docker/engine.ts";

const skip = noEngine();
const name = "adp-kits-layer1";

describe.skipIf(skip !== undefined)(`rebuilding datakits (${skip ?? "a stand-in for Layer 1"})`, () => {
  let engine: Engine;
  let docker: Docker;
  const world = scratch("rebuild");
  const images = new Set<string>();

  beforeAll(() => {
    engine = openEngine();
    docker = new Docker({ env: engine.env });
  });
  afterAll(() => {
    for (const image of images) engine.docker("rmi", "--force", image);
    engine?.close();
    world.close();
  });

  /** A Layer 1 whose inputs have this hash, under the name in use and a tag of its own. */
  function layer1(hash: string): void {
    const folder = join(world.folder, "layer1");
    mkdirSync(folder, { recursive: true });
    const base = engine.tool("debian-base") || "debian:bookworm-slim";
    const pytest = "#!/bin/sh\\n. /kit/verdict\\n";
    writeFileSync(
      join(folder, "Dockerfile"),
      [
        `FROM ${base}`,
        `LABEL io.airflow-data-platform.layer1.inputs=${hash} io.astronomer.docker.airflow.version=3.3.2`,
        `RUN mkdir /etc/layer1 && echo sqlalchemy==2.1.0 >/etc/layer1/constraints.txt && printf '${pytest}' >/usr/local/bin/pytest && chmod +x /usr/local/bin/pytest`,
        "ONBUILD COPY . /kit",
        "",
      ].join("\n"),
    );
    engine.docker(
      "buildx",
      "build",
      "--load",
      "--quiet",
      "--tag",
      `${name}:${hash}`,
      "--tag",
      `${name}:latest`,
      folder,
    );
    images.add(`${name}:${hash}`).add(`${name}:latest`);
  }

  /** A datakit whose tests print this and exit so. */
  function kit(path: string, tag: string, verdict: string): string {
    const folder = join(world.folder, path);
    mkdirSync(join(folder, ".astro"), { recursive: true });
    writeFileSync(join(folder, "Dockerfile"), `FROM ${name}:${tag}\n`);
    writeFileSync(join(folder, ".astro", "config.yaml"), `project:\n  name: "adp-kits-${path}"\n`);
    writeFileSync(join(folder, "verdict"), verdict);
    return folder;
  }

  const state = (folder: string) => layer1State(folder, { docker, layer1: `${name}:latest` });
  const rebuild = (folder: string, always = false) =>
    rebuildDatakit(folder, { docker, layer1: `${name}:latest`, always });
  const built = () =>
    engine
      .docker("images", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}")
      .split("\n")
      .filter((line) => line.startsWith("adp-kits-") && !line.startsWith(name))
      .sort();

  test("what is behind is rebuilt and tested, a pin is respected, and a failed one keeps its image", async () => {
    layer1("one");
    const passing = "echo '=== 3 passed in 0.1s ==='";
    const [fine, pinned, failing, fresh] = [
      kit("fine", "latest", passing),
      kit("pinned", "one", passing),
      kit("failing", "latest", passing),
      kit("fresh", "latest", passing),
    ];
    for (const folder of [fine, pinned, failing]) {
      expect(await state(folder)).toMatchObject({ state: "unbuilt", pinned: false });
      expect(await rebuild(folder, true)).toMatchObject({ result: "rebuilt", tests: "3 passed in 0.1s" });
      expect(await state(folder)).toMatchObject({ state: "current" });
    }
    for (const line of built()) images.add(line.split(" ")[0] ?? "");
    expect(images.size).toBe(5);

    layer1("two");
    kit("failing", "latest", "echo '1 failed, 2 passed in 0.2s'; exit 1");
    expect(await state(fine)).toMatchObject({ state: "behind", from: `${name}:latest`, pinned: false });
    expect(await state(pinned)).toMatchObject({ state: "current", pinned: true });
    const before = built();
    expect(await rebuild(failing)).toMatchObject({
      result: "tests failed",
      tests: "1 failed, 2 passed in 0.2s",
      evidence: [expect.stringContaining("1 failed")],
    });
    expect(await rebuild(pinned)).toMatchObject({ result: "kept", pinned: true });
    expect(await rebuild(fresh)).toMatchObject({ result: "kept", tests: null });
    // The failed one has the image that it had, and no other name is left.
    expect(built()).toEqual(before);
    expect(await rebuild(fine)).toMatchObject({ result: "rebuilt" });
    expect(await state(fine)).toMatchObject({ state: "current" });

    writeFileSync(join(fine, "Dockerfile"), `FROM ${name}:latest\nRUN exit 3\n`);
    expect(await rebuild(fine, true)).toMatchObject({ result: "build failed" });
    writeFileSync(join(fine, "Dockerfile"), `FROM ${name}:nowhere\n`);
    expect(await state(fine)).toMatchObject({ state: "missing" });
    expect(await rebuild(fine, true)).toMatchObject({ result: "no Layer 1" });
  });

  test("without an engine nothing can be told, and that is no error", async () => {
    const none = new Docker({ env: { ...engine.env, DOCKER_HOST: "unix:///nowhere.sock" } });
    const folder = kit("other", "latest", "");
    expect(await layer1State(folder, { docker: none })).toMatchObject({
      state: "unknown",
      from: `${name}:latest`,
    });
  });
});
