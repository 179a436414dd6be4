import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import type { AccessPlan } from "./access.ts";
import type { Layer1Folder } from "./folder.ts";
import { type BuildPlan, labels } from "./plan.ts";
import { obtain, type PullOptions } from "./pull.ts";
import { writeSecretFiles } from "./secret-files.ts";
import type { Layer1Settings } from "./settings.ts";

export interface SharerOptions {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  /** Layer 1's. */
  readonly name: string;
  readonly settings: Layer1Settings;
  readonly plan: BuildPlan;
  readonly access: AccessPlan;
}

/** layer1-ticket-sharer for layer1-airflow; NAME-ticket-sharer for another name. */
export function sharerName(name: string): string {
  return name === "layer1-airflow" ? "layer1-ticket-sharer" : `${name}-ticket-sharer`;
}

function programFolder(place: Layer1Folder): string {
  return join(place.root, "packages", "ticket-sharer", "dist");
}

/**
 * The image that Node.js is copied from; "installed" where there is none and the build installs Node.js; undefined where
 * the sharer has no program here.
 */
export async function findNode(
  place: Layer1Folder,
  settings: Layer1Settings,
  pulls: PullOptions,
  warn: (lines: readonly string[]) => void,
): Promise<ImageFacts | "installed" | undefined> {
  if (!existsSync(programFolder(place))) return undefined;
  try {
    return await obtain(settings.node, { ...pulls, always: false });
  } catch (error) {
    // An image that somebody named must be there.
    if (!(error instanceof AdpError) || settings.nodeFrom === "IMAGE_NODE") throw error;
    warn([
      `${settings.node} is not available (${error.code}). The ticket sharer's image takes Node.js from the apt mirror or the Python index instead; IMAGE_NODE in ${pulls.envFile} names another image.`,
    ]);
    return "installed";
  }
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

  /** NAME:latest; undefined where it could not be built, which was reported. */
  get name(): string | undefined {
    return this.#isBuilt ? `${this.#name}:latest` : undefined;
  }

  /** As it was built; undefined where it could not be. */
  async image(): Promise<ImageFacts | undefined> {
    return this.#isBuilt ? await this.options.docker.image(this.temporary) : undefined;
  }

  async build(node: ImageFacts | "installed"): Promise<void> {
    const { docker, place, settings, plan, access } = this.options;
    const from = node === "installed" ? { SHARER_NODE: "node-installed" } : { IMAGE_NODE: settings.node };
    const secrets = writeSecretFiles(access);
    try {
      await docker.build({
        folder: place.folder,
        target: "ticket-sharer",
        tag: this.temporary,
        args: { ...plan.args, ...from, SHARER_BASE: "packages" },
        contexts: { "ticket-sharer-program": programFolder(place) },
        labels: {
          ...plan.labels,
          "org.opencontainers.image.title": "layer1-ticket-sharer",
          [labels.inputs]: plan.inputs.hash,
        },
        secrets: secrets.files,
        fromEnvironment: access.proxies,
      });
    } finally {
      secrets.close();
    }
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
