import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { layer1Folder, writeFrameworkWheel } from "../../../../packages/adp/src/layer1/index.ts";
import { root } from "../../adp.ts";
import type { Engine } from "../../docker/engine.ts";
import { newFolder, persist, removeFolder, run } from "../../lib/index.ts";
import { otherNames, ownWay } from "../runtime.ts";

/** A kind of Runtime, by a target of the Dockerfile: where its packages are, and what it has of pydantic. */
export type Place = "system" | "pydantic1" | "venv" | "user-site";

/** Runs Layer 1's scripts for Python packages on such a Runtime; `tag` becomes the image. */
export async function buildPlace(engine: Engine, place: Place, tag: string): Promise<void> {
  const work = newFolder("adp-place");
  try {
    const context = join(work, "context");
    cpSync(import.meta.dirname, context, { recursive: true });
    chmodSync(join(context, "pip"), 0o755);
    prepareLayer1(join(context, "layer1"));
    const secrets = Object.entries(await ownWay(work)).flatMap(([id, path]) => [
      "--secret",
      `id=${id},src=${path}`,
    ]);
    const args = [`PYTHON=${otherNames.pip}`, `RUNTIME=${place}`].flatMap((arg) => ["--build-arg", arg]);
    const build = [
      "docker",
      "buildx",
      "build",
      "--quiet",
      "--network",
      "host",
      "--target",
      "layer1",
    ] as const;
    const options = { env: engine.env, timeoutMs: 1_200_000 };
    await persist(tag, () => run([...build, ...args, ...secrets, "--tag", tag, context], options));
  } finally {
    removeFolder(work);
  }
}

/** What the Dockerfile of Layer 1 mounts at /run/layer1, with fewer packages: what is compiled is not tested here. */
function prepareLayer1(folder: string): void {
  const own = join(root, "layer1-base-image");
  cpSync(join(own, "build"), folder, { recursive: true });
  cpSync(join(own, "constraints"), join(folder, "constraints"), { recursive: true });
  for (const name of ["framework", "wheels", "sqlmodel"]) mkdirSync(join(folder, name));
  writeFrameworkWheel({ ...layer1Folder(root), wheels: join(folder, "framework") });
  writeFileSync(join(folder, "requirements.txt"), "sqlalchemy\nsqlmodel\n");
  copyFileSync(join(folder, "requirements.txt"), join(folder, "needs.txt"));
}
