import * as z from "zod/mini";
import { strings, text, texts } from "./json.ts";

/** An image that is here. */
export interface ImageFacts {
  readonly id: string;
  /** name@sha256:..., for images that came from a registry. */
  readonly digests: readonly string[];
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly onBuild: readonly string[];
  readonly user: string;
  readonly env: readonly string[];
  /** Digests of the uncompressed layers, the lowest first. */
  readonly layers: readonly string[];
  /** Where the engine keeps the files of each layer, as overlay2 reports it; empty where it keeps them otherwise. */
  readonly folders: readonly string[];
  readonly created: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly os: string;
  readonly architecture: string;
  readonly size: number;
}

const configuration = z.looseObject({ Labels: texts, OnBuild: strings, User: text, Env: strings });
/** What the engine, and `docker image inspect`, say of one image. */
export const oneImage = z.object({
  Id: z.string(),
  RepoDigests: strings,
  RepoTags: strings,
  Created: text,
  Os: text,
  Architecture: text,
  Size: z.optional(z.number()),
  Config: z.nullish(configuration),
  RootFS: z.nullish(z.object({ Layers: strings })),
  GraphDriver: z.nullish(
    z.object({
      Data: z.nullish(z.object({ UpperDir: z.optional(z.string()), LowerDir: z.optional(z.string()) })),
    }),
  ),
});

/** What `docker image inspect NAME` prints. */
export const inspectedImages = z.tuple([oneImage]);
export const severalImages = z.array(oneImage);

export function imageFacts([facts]: z.output<typeof inspectedImages>): ImageFacts {
  const config = facts.Config ?? { Labels: {}, OnBuild: [], User: "", Env: [] };
  const layers = facts.RootFS?.Layers ?? [];
  const folders = layerFolders(facts.GraphDriver?.Data ?? {});
  return {
    id: facts.Id,
    digests: facts.RepoDigests,
    tags: facts.RepoTags,
    labels: config.Labels,
    onBuild: config.OnBuild,
    user: config.User,
    env: config.Env,
    layers,
    folders: folders.length === layers.length ? folders : [],
    created: facts.Created,
    config,
    os: facts.Os || "linux",
    architecture: facts.Architecture,
    size: facts.Size ?? 0,
  };
}

interface GraphData {
  readonly UpperDir?: string | undefined;
  readonly LowerDir?: string | undefined;
}

/** Overlay drivers name the folder of the upmost layer, and those below it from the top down. */
function layerFolders({ UpperDir, LowerDir }: GraphData): string[] {
  return UpperDir === undefined ? [] : [UpperDir, ...(LowerDir?.split(":") ?? [])].reverse();
}
