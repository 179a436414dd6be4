import { createReadStream, readFileSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import * as z from "zod/mini";
import type { Engine } from "../docker/engine.ts";
import { newFolder, removeFolder, run } from "../lib/index.ts";
import type { Registry } from "./registry.ts";

// Puts images of an engine into docker-registry, layers as they are: `docker push` would compress them first, and the
// pull on the same two cores would unpack them again.

const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

const saved = z.object({ Config: z.string(), RepoTags: z.array(z.string()), Layers: z.array(z.string()) });
type Saved = z.output<typeof saved>;
const manifest = z.object({ config: z.object({ digest: z.string() }) });

/** `names` maps the repository and tag to the image in the engine. Skips what the registry already has. */
export async function publish(
  engine: Engine,
  registry: Registry,
  names: Readonly<Record<string, string>>,
): Promise<void> {
  const missing: [target: string, image: string][] = [];
  for (const [target, image] of Object.entries(names))
    if ((await configOf(registry, target)) !== engine.docker("image", "inspect", "-f", "{{.Id}}", image))
      missing.push([target, image]);
  if (missing.length === 0) return;
  const work = newFolder("adp-publish");
  try {
    const images = [...new Set(missing.map(([, image]) => image))];
    const save = ["docker", "save", "--output", join(work, "images.tar"), ...images] as const;
    await run(save, { env: engine.env, timeoutMs: 1_200_000 });
    await run(["tar", "-xf", join(work, "images.tar"), "-C", work]);
    const all = z.parse(z.array(saved), JSON.parse(readFileSync(join(work, "manifest.json"), "utf8")));
    for (const [target, image] of missing) {
      const one = all.find(({ RepoTags }) => RepoTags.includes(image));
      if (one === undefined) throw new Error(`docker save gave no ${image}`);
      await push(registry, target, work, one);
    }
  } finally {
    removeFolder(work);
  }
}

async function push(registry: Registry, target: string, work: string, saved: Saved): Promise<void> {
  const [repository, tag] = target.split(":") as [string, string];
  const part = async (path: string, mediaType: string) => {
    const file = join(work, path);
    const digest = `sha256:${path.split("/").at(-1)}`;
    const at = `/v2/${repository}/blobs`;
    if ((await call(registry, "HEAD", `${at}/${digest}`)).status !== 200) {
      const begun = await call(registry, "POST", `${at}/uploads/`);
      const to = new URL(begun.location ?? "", "http://registry");
      to.searchParams.set("digest", digest);
      const done = await call(registry, "PUT", to.pathname + to.search, {
        file,
        type: "application/octet-stream",
      });
      if (done.status !== 201)
        throw new Error(`docker-registry took no ${digest}: ${done.status} ${done.body}`);
    }
    return { mediaType, digest, size: statSync(file).size };
  };
  const config = await part(saved.Config, "application/vnd.docker.container.image.v1+json");
  const layers = [];
  for (const layer of saved.Layers)
    layers.push(await part(layer, "application/vnd.docker.image.rootfs.diff.tar"));
  const text = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config, layers });
  const done = await call(registry, "PUT", `/v2/${repository}/manifests/${tag}`, {
    text,
    type: manifestType,
  });
  if (done.status !== 201) throw new Error(`docker-registry took no ${target}: ${done.status} ${done.body}`);
}

/** The id of the image with this name in the registry. */
async function configOf(registry: Registry, target: string): Promise<string | undefined> {
  const [repository, tag] = target.split(":");
  const { status, body } = await call(registry, "GET", `/v2/${repository}/manifests/${tag}`);
  return status === 200 ? z.parse(manifest, JSON.parse(body)).config.digest : undefined;
}

interface Sent {
  readonly type: string;
  readonly file?: string;
  readonly text?: string;
}

async function call(
  { socket, login }: Registry,
  method: string,
  path: string,
  sent?: Sent,
): Promise<{ status: number; location: string | undefined; body: string }> {
  const headers: Record<string, string | number> = { authorization: `Basic ${login}`, accept: manifestType };
  if (sent !== undefined) headers["content-type"] = sent.type;
  const length = sent?.file === undefined ? Buffer.byteLength(sent?.text ?? "") : statSync(sent.file).size;
  headers["content-length"] = length;
  const onward = request({ socketPath: socket, method, path, headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    onward.once("response", resolve).once("error", reject),
  );
  if (sent?.file === undefined) onward.end(sent?.text);
  else await pipeline(createReadStream(sent.file), onward);
  const came = await answered;
  const parts: Buffer[] = [];
  for await (const part of came) parts.push(part as Buffer);
  return {
    status: came.statusCode ?? 0,
    location: came.headers.location,
    body: Buffer.concat(parts).toString("utf8"),
  };
}
