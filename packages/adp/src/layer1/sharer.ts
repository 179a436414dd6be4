import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Docker } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import type { Layer1Folder } from "./folder.ts";
import { type BuildPlan, labels } from "./plan.ts";
import { obtain, type PullOptions } from "./pull.ts";
import type { Layer1Settings } from "./settings.ts";

export interface SharerOptions {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  readonly name: string;
  readonly settings: Layer1Settings;
  readonly plan: BuildPlan;
  readonly pulls: PullOptions;
  readonly warn: (lines: readonly string[]) => void;
}

/** layer1-ticket-sharer for layer1-airflow; NAME-ticket-sharer for another name. */
export function sharerName(name: string): string {
  return name === "layer1-airflow" ? "layer1-ticket-sharer" : `${name}-ticket-sharer`;
}

/** The ticket sharer's image, on the layers of Layer 1 and with Node beside them. */
export async function buildSharer(options: SharerOptions): Promise<string | undefined> {
  const { docker, place, settings, plan, warn } = options;
  const program = join(place.root, "packages", "ticket-sharer", "dist");
  if (!existsSync(program)) return undefined;
  try {
    await obtain(settings.node, { ...options.pulls, always: false });
  } catch (error) {
    // Layer 1 itself is whole without it: only where somebody named this image is it a failure.
    if (!(error instanceof AdpError) || settings.nodeFrom === "IMAGE_NODE") throw error;
    warn([
      `The ticket sharer's image was not built: ${settings.node} cannot be had (${error.code}). Set IMAGE_NODE in layer1-base-image/.env; \`adp platform start\` needs it.`,
    ]);
    return undefined;
  }
  const name = sharerName(options.name);
  await docker.build({
    folder: place.folder,
    target: "ticket-sharer",
    tag: `${name}:${plan.tag}`,
    tags: [`${name}:latest`],
    args: { ...plan.args, IMAGE_NODE: settings.node, SHARER_BASE: "platform" },
    contexts: { "ticket-sharer-program": program },
    labels: {
      ...plan.labels,
      "org.opencontainers.image.title": "layer1-ticket-sharer",
      [labels.inputs]: plan.inputs.hash,
    },
  });
  return `${name}:latest`;
}
