import { pack } from "tar-stream";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { whole } from "./scan/layer.ts";

/** On an image that was made here: the name of the one with ONBUILD steps. */
export const plainLabel = "io.airflow-data-platform.without-onbuild";

/**
 * The same image without its ONBUILD steps, under a name of its own. The engine has the layers already, so what it
 * loads is a configuration that points to them: nothing is copied.
 */
export async function withoutOnBuild(
  asked: string,
  image: ImageFacts,
  docker: Docker,
): Promise<{ name: string; image: ImageFacts }> {
  const name = `layer1-plain-base:${image.id.replace(/^sha256:/, "").slice(0, 12)}`;
  const here = await docker.image(name);
  if (here !== undefined) return { name, image: here };
  const { OnBuild: _, ...config } = image.config;
  const configuration = JSON.stringify({
    architecture: image.architecture,
    os: image.os,
    created: image.created,
    config: { ...config, Labels: { ...image.labels, [plainLabel]: asked } },
    rootfs: { type: "layers", diff_ids: image.layers },
    history: image.layers.map(() => ({ created: image.created, created_by: `a layer of ${asked}` })),
  });
  const manifest = [
    { Config: "config.json", RepoTags: [name], Layers: image.layers.map((_, index) => `${index}/layer.tar`) },
  ];
  const archive = pack();
  archive.entry({ name: "config.json" }, configuration);
  archive.entry({ name: "manifest.json" }, JSON.stringify(manifest));
  archive.finalize();
  const loaded = await docker.try(["load", "--quiet"], { input: await whole(archive) });
  if (loaded instanceof ProcessFailure) {
    // An engine that keeps images in containerd needs the layers' content: a build of the same files gives it.
    await copied(asked, name, image, docker);
  }
  const found = await docker.image(name);
  if (found === undefined) throw new Error(`${name} was made and is not there`);
  return { name, image: found };
}

/** COPY --from runs no ONBUILD step. The configuration is written out again by the instructions that made it. */
async function copied(asked: string, name: string, image: ImageFacts, docker: Docker): Promise<void> {
  const { config } = image;
  const json = (value: unknown) => JSON.stringify(value);
  const list = (value: unknown) => (Array.isArray(value) && value.length > 0 ? value : undefined);
  const lines = [
    "FROM scratch",
    `COPY --from=${asked} / /`,
    ...image.env.map((entry) => {
      const at = entry.indexOf("=");
      return `ENV ${entry.slice(0, at)}=${json(entry.slice(at + 1)).replaceAll("$", "\\$")}`;
    }),
    ...Object.entries(image.labels).map(
      ([key, value]) => `LABEL ${json(key)}=${json(value).replaceAll("$", "\\$")}`,
    ),
    `LABEL "${plainLabel}"=${json(asked)}`,
    ...(list(config.Shell) ? [`SHELL ${json(config.Shell)}`] : []),
    ...(config.WorkingDir ? [`WORKDIR ${String(config.WorkingDir)}`] : []),
    ...(list(config.Entrypoint) ? [`ENTRYPOINT ${json(config.Entrypoint)}`] : []),
    ...(list(config.Cmd) ? [`CMD ${json(config.Cmd)}`] : []),
    ...Object.keys((config.ExposedPorts ?? {}) as object).map((port) => `EXPOSE ${port}`),
    ...(image.user === "" ? [] : [`USER ${image.user}`]),
  ];
  await docker.call(["build", "--quiet", "--tag", name, "-"], { input: `${lines.join("\n")}\n` });
}
