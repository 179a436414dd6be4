// The scan of a built image finds the same on every kind of engine: where the folders of the layers can be read, and
// where only `docker save` gives them.
// @suite ci, 60 s, uses accounts
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Docker, type ImageFacts } from "../packages/adp/src/docker/index.ts";
import { Secret } from "../packages/adp/src/kernel/secret.ts";
import { FileScanner } from "../packages/adp/src/layer1/scan/file.ts";
import { scanFolders } from "../packages/adp/src/layer1/scan/folders.ts";
import { scanLayers } from "../packages/adp/src/layer1/scan/image.ts";
import { needlesOf } from "../packages/adp/src/layer1/scan/needles.ts";
import { scanSaved } from "../packages/adp/src/layer1/scan/saved.ts";
import { readHistory } from "../packages/adp/src/layer1/scan-built.ts";
import { scratch } from "./world/adp.ts";
import { type Engine, noEngine, openEngine } from "./world/docker/engine.ts";
import { noPrivateEngine, PrivateEngine, type PrivateEngineOptions } from "./world/docker/private-engine.ts";
import { type Argv, NetworkNamespace } from "./world/lib/index.ts";

const skip = noEngine() ?? noPrivateEngine();
// Not one that begins as the images of another scenario, which removes these.
const name = "adp-e2e-scan";
const password = "e2e/Token+of=Scan";

describe.skipIf(skip !== undefined)(`the scan of an image${skip ? ` (${skip})` : ""}`, () => {
  let world: ReturnType<typeof scratch>;
  let namespace: NetworkNamespace;

  beforeAll(async () => {
    world = scratch("layer1-scan");
    namespace = await NetworkNamespace.create("scan");
    const file = (path: string, content: string | Buffer) => {
      mkdirSync(join(world.folder, path, ".."), { recursive: true });
      writeFileSync(join(world.folder, path), content);
    };
    // Each in a layer of its own; the second layer hides what the first one holds.
    file("first/settings", `token=${password}\n`);
    file("first/only for/its owner", "nothing");
    file("second/settings", "nothing\n");
    file("third/archive.gz", gzipSync(password));
    file("fourth/empty", "");
    file(
      "Dockerfile",
      "FROM scratch\nCOPY first /\nCOPY second /\nCOPY --chmod=0600 --chown=50000:0 third /third/\nCOPY fourth /\n",
    );
  });

  afterAll(async () => {
    await namespace?.remove();
    world?.close();
  });

  const needles = needlesOf([{ user: "myuser", password: new Secret(password), place: "a test" }]);
  const scanner = () => new FileScanner(needles, true);

  async function built(engine: Engine) {
    engine.docker("buildx", "build", "--quiet", "--load", "--tag", name, world.folder);
    const docker = new Docker({ env: engine.env });
    const image = (await docker.image(name)) as ImageFacts;
    const history = readHistory(docker, image);
    return {
      image,
      ...{ docker, history, layers: new Set(image.layers), scanner: scanner() },
    };
  }

  const expected = ["settings in 0", "third/archive.gz!gzip in 2"];
  async function found(scans: ReturnType<typeof scanLayers>, image: ImageFacts) {
    const all = await scans;
    expect(new Set(all.keys())).toEqual(new Set(image.layers));
    return image.layers.flatMap((layer, index) =>
      (all.get(layer)?.leaks ?? []).map(({ path }) => `${path} in ${index}`),
    );
  }

  const engines: [string, boolean, Omit<PrivateEngineOptions, "images" | "within"> | undefined][] = [
    ["the machine's engine", true, undefined],
    ["rootless Docker", true, { rootlessUid: 1000 }],
    ["an engine with userns-remap", true, { remapped: true }],
    ["an engine that keeps images in containerd", false, { containerdStore: true }],
  ];
  it.each(engines)("on %s", async (_, hasFolders, options) => {
    const within = (argv: Argv) => namespace.within(argv);
    const engine =
      options === undefined ? openEngine() : await PrivateEngine.start({ images: [], within, ...options });
    try {
      const one = await built(engine);
      expect(one.image.folders.length > 0).toBe(hasFolders);
      expect(await found(scanLayers(one), one.image)).toEqual(expected);
      expect(await found(scanSaved(one), one.image)).toEqual(expected);
      const byFolder = await scanFolders(one);
      expect(byFolder.size).toBe(hasFolders ? one.image.layers.length : 0);
      // Of this image: another suite scans its own on the machine's engine.
      const made = ["--filter", "name=adp-layer1-scan", "--filter", `ancestor=${one.image.id}`];
      expect(engine.docker("ps", "--all", "--quiet", ...made)).toBe("");
    } finally {
      engine.docker("image", "rm", "--force", name);
      await engine.close();
    }
  });

  it("reads the saved image where a folder is not the layer's", async () => {
    const engine = openEngine();
    try {
      const one = await built(engine);
      const [empty, other] = [join(world.folder, "elsewhere"), join(world.folder, "second")];
      mkdirSync(empty, { recursive: true });
      const image = { ...one.image, folders: [empty, other, "/nowhere", "/no,where"] };
      expect((await scanFolders({ ...one, image })).size).toBe(0);
      const [first, second] = one.image.folders as [string, string];
      const some = { ...one.image, folders: [first, second, empty, empty] };
      expect((await scanFolders({ ...one, image: some })).size).toBe(2);
      expect(await found(scanLayers({ ...one, image: some }), one.image)).toEqual(expected);
    } finally {
      engine.docker("image", "rm", "--force", name);
      engine.close();
    }
  });
});
