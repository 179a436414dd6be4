import { record, strings, texts } from "./json.ts";

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
  /** Where the engine keeps the files of each layer, as overlay2 tells it; empty where it keeps them otherwise. */
  readonly folders: readonly string[];
  readonly created: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly os: string;
  readonly architecture: string;
  readonly size: number;
}

export function imageFacts(value: unknown): ImageFacts {
  const facts = record(Array.isArray(value) ? value[0] : value);
  const config = record(facts.Config ?? {});
  const layers = strings(record(facts.RootFS ?? {}).Layers);
  const folders = layerFolders(record(record(facts.GraphDriver).Data));
  return {
    id: String(facts.Id),
    digests: strings(facts.RepoDigests),
    tags: strings(facts.RepoTags),
    labels: texts(config.Labels ?? {}),
    onBuild: strings(config.OnBuild),
    user: String(config.User ?? ""),
    env: strings(config.Env),
    layers,
    folders: folders.length === layers.length ? folders : [],
    created: String(facts.Created ?? ""),
    config,
    os: String(facts.Os ?? "linux"),
    architecture: String(facts.Architecture ?? ""),
    size: Number(facts.Size ?? 0),
  };
}

/** Overlay drivers name the folder of the upmost layer, and those below it from the top down. */
function layerFolders({ UpperDir, LowerDir }: Readonly<Record<string, unknown>>): string[] {
  if (typeof UpperDir !== "string") return [];
  return [UpperDir, ...(typeof LowerDir === "string" ? LowerDir.split(":") : [])].reverse();
}
