import { join } from "node:path";
import { Docker } from "../../../packages/adp/src/docker/index.ts";
import { openOutput } from "../../../packages/adp/src/kernel/output.ts";
import { findOrBuildImage } from "../../../packages/adp/src/platform/image.ts";
import { findOrBuildMocks } from "../../../packages/adp/src/platform/mocks/image.ts";
import { root } from "../adp.ts";
import { oneAtATime, persist } from "../lib/index.ts";
import { type Engine, openEngine } from "./engine.ts";

/** What layer1-base-image/.env holds for these tests: images that need no registry. */
export interface ImageSettings {
  readonly IMAGE_NODE: string;
  readonly IMAGE_STAND_IN: string;
}

export interface PlatformImages {
  readonly settings: ImageSettings;
  /** The ticket sharer, as `adp platform start` builds it. */
  readonly sharer: string;
  /** A stand-in for a datakit. */
  readonly datakit: string;
  /** A stand-in for the image of the warehouse (IMAGE_POSTGRES). */
  readonly postgres: string;
}

/** Builds the images on the machine's engine, where they stay for the next run. The first time takes two minutes. */
export async function platformImages(): Promise<PlatformImages> {
  const engine = openEngine();
  try {
    return await oneAtATime(root, "images", () => persist("the platform's images", () => built(engine)));
  } finally {
    engine.close();
  }
}

/** The mock domain and its database, as `adp platform start` builds them with MOCKS=1. */
export async function mocksImage({ settings }: PlatformImages): Promise<string> {
  const engine = openEngine();
  try {
    const docker = new Docker({ env: engine.env });
    const given = { IMAGE_DEBIAN: settings.IMAGE_STAND_IN };
    const build = () => findOrBuildMocks({ docker, root, settings: given, output: openOutput() });
    return await oneAtATime(root, "images", () => persist("the mocks' image", build));
  } finally {
    engine.close();
  }
}

async function built(engine: Engine): Promise<PlatformImages> {
  const stand = engine.tool("debian-base") || "debian:bookworm-slim";
  const settings = { IMAGE_NODE: `adp-test-node:${process.versions.node}`, IMAGE_STAND_IN: stand };
  if (engine.docker("images", "--quiet", settings.IMAGE_NODE) === "")
    engine.tool("node-base", settings.IMAGE_NODE);
  const { name: sharer } = await findOrBuildImage({
    docker: new Docker({ env: engine.env }),
    root,
    settings: { ...settings, LAYER1_TAG: "none" },
    output: openOutput(),
  });
  const build = (folder: string, tag: string, ...args: string[]) =>
    engine.docker("buildx", "build", "--load", "--quiet", "--tag", tag, ...args, join(root, folder));
  // The same layers as the sharer's.
  const base = "adp-test-stand-in:here";
  const stands = Object.entries(settings).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  build("layer1-base-image", base, "--target", "stand-in", ...stands);
  const datakit = "adp-test-datakit:here";
  build("e2e/world/docker/datakit", datakit, "--build-arg", `IMAGE_BASE=${base}`);
  const postgres = "adp-test-postgres:here";
  build("e2e/world/docker/postgres", postgres, "--build-arg", `IMAGE_BASE=${base}`);
  return { settings, sharer, datakit, postgres };
}
