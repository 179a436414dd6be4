import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import type { Layer1Folder } from "./folder.ts";
import { type BuildPlan, labels } from "./plan.ts";
import { obtain, type PullOptions } from "./pull.ts";
import type { Layer1Settings } from "./settings.ts";

export interface SharerOptions {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  /** Layer 1's. */
  readonly name: string;
  readonly settings: Layer1Settings;
  readonly plan: BuildPlan;
  readonly warn: (lines: readonly string[]) => void;
}

/** layer1-ticket-sharer for layer1-airflow; NAME-ticket-sharer for another name. */
export function sharerName(name: string): string {
  return name === "layer1-airflow" ? "layer1-ticket-sharer" : `${name}-ticket-sharer`;
}

/** The ticket sharer's image: on the lowest layers of Layer 1, with Node beside them. */
export class SharerImage {
  /** What it is called until it is known to hold no credential. */
  readonly temporary: string;
  readonly #name: string;
  #isBuilt = false;

  constructor(private readonly options: SharerOptions) {
    this.#name = sharerName(options.name);
    this.temporary = `${this.#name}:unscanned-${options.plan.inputs.hash.slice(0, 12)}`;
  }

  /** NAME:latest; undefined where it could not be built, which was told. */
  get name(): string | undefined {
    return this.#isBuilt ? `${this.#name}:latest` : undefined;
  }

  /** As it was built; undefined where it could not be. */
  async image(): Promise<ImageFacts | undefined> {
    return this.#isBuilt ? await this.options.docker.image(this.temporary) : undefined;
  }

  async build(pulls: PullOptions): Promise<void> {
    const { docker, place, settings, plan, warn } = this.options;
    const program = join(place.root, "packages", "ticket-sharer", "dist");
    if (!existsSync(program)) return;
    try {
      await obtain(settings.node, { ...pulls, always: false });
    } catch (error) {
      // Layer 1 itself is whole without it: only where somebody named this image is it a failure.
      if (!(error instanceof AdpError) || settings.nodeFrom === "IMAGE_NODE") throw error;
      warn([
        `The ticket sharer's image was not built: ${settings.node} cannot be had (${error.code}). Set IMAGE_NODE in layer1-base-image/.env; \`adp platform start\` needs it.`,
      ]);
      return;
    }
    await docker.build({
      folder: place.folder,
      target: "ticket-sharer",
      tag: this.temporary,
      args: { ...plan.args, IMAGE_NODE: settings.node, SHARER_BASE: "packages" },
      contexts: { "ticket-sharer-program": program },
      labels: {
        ...plan.labels,
        "org.opencontainers.image.title": "layer1-ticket-sharer",
        [labels.inputs]: plan.inputs.hash,
      },
    });
    this.#isBuilt = true;
  }

  async tag(): Promise<void> {
    if (!this.#isBuilt) return;
    const { docker, plan } = this.options;
    await Promise.all(
      [plan.tag, "latest"].map((tag) => docker.call(["tag", this.temporary, `${this.#name}:${tag}`])),
    );
  }
}
