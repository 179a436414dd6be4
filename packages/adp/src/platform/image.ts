import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Docker } from "../docker/index.ts";
import type { Output } from "../kernel/output.ts";
import type { Settings } from "./settings.ts";

/** The sharer's program in the clone, which the host runs, too. */
export function sharerProgram(root: string): string {
  return join(root, "packages", "ticket-sharer", "dist", "ticket-sharer.mjs");
}

/** A label: what the image was built from. */
const inputsLabel = "io.airflow-data-platform.inputs";
/** A label: the image is built on the stand-in for Layer 1. */
export const standInLabel = "io.airflow-data-platform.stand-in";

interface ImageOptions {
  readonly docker: Docker;
  readonly root: string;
  readonly settings: Settings;
  readonly output: Output;
}

interface FoundImage {
  readonly name: string;
  readonly standIn: boolean;
}

/**
 * Finds the sharer's image, or builds it:
 * 1. IMAGE_TICKET_SHARER, where it is set (Compose pulls it when it is not here);
 * 2. layer1-ticket-sharer:TAG, which `adp layer1 build` makes (TAG: LAYER1_TAG, by default latest);
 * 3. layer1-ticket-sharer:stand-in, built here from layer1-base-image/Dockerfile when its inputs change.
 */
export async function findOrBuildImage({
  docker,
  root,
  settings,
  output,
}: ImageOptions): Promise<FoundImage> {
  const named = settings.IMAGE_TICKET_SHARER;
  if (named !== undefined) return { name: named, standIn: false };
  const layer1 = `layer1-ticket-sharer:${settings.LAYER1_TAG ?? "latest"}`;
  if ((await docker.imageLabels(layer1)) !== undefined) return { name: layer1, standIn: false };

  const name = "layer1-ticket-sharer:stand-in";
  const args = Object.fromEntries(
    ["IMAGE_NODE", "IMAGE_STAND_IN"].flatMap((key) => {
      const value = settings[key];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const inputs = hashOf(root, args);
  if ((await docker.imageLabels(name))?.[inputsLabel] === inputs) return { name, standIn: true };
  output.note(`Building ${name} on Debian, because Layer 1 is not built here (once, a minute or two)`);
  await docker.build({
    folder: join(root, "layer1-base-image"),
    target: "ticket-sharer",
    tag: name,
    args,
    contexts: { "ticket-sharer-program": join(root, "packages", "ticket-sharer", "dist") },
    labels: { [inputsLabel]: inputs, [standInLabel]: "true" },
  });
  return { name, standIn: true };
}

function hashOf(root: string, args: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256");
  const folder = join(root, "packages", "ticket-sharer", "dist");
  const program = existsSync(folder) ? readdirSync(folder).sort() : [];
  const files = [join(root, "layer1-base-image", "Dockerfile"), ...program.map((name) => join(folder, name))];
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.update(JSON.stringify(args)).digest("hex");
}
