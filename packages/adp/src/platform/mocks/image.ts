import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Docker } from "../../docker/index.ts";
import type { Output } from "../../kernel/output.ts";
import type { Settings } from "../variables.ts";

const name = "platform-mocks:latest";
/** A label: what the image was built from. */
const inputsLabel = "io.airflow-data-platform.inputs";
const files = ["mocks/Dockerfile", "mocks/domain-controller", "mocks/postgres"];

interface ImageOptions {
  readonly docker: Docker;
  readonly root: string;
  readonly settings: Settings;
  readonly output: Pick<Output, "note">;
}

/** IMAGE_MOCKS, where it is set, else the image that is built here from Debian's packages, again when its inputs change. */
export async function findOrBuildMocks({ docker, root, settings, output }: ImageOptions): Promise<string> {
  if (settings.IMAGE_MOCKS !== undefined) return settings.IMAGE_MOCKS;
  const args = Object.fromEntries(
    ["IMAGE_DEBIAN", "APT_MIRROR", "APT_SECURITY_MIRROR"].flatMap((key) => {
      const value = settings[key];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const hash = createHash("sha256").update(JSON.stringify(args));
  for (const file of files) hash.update(readFileSync(join(root, "platform-bootstrap", file)));
  const inputs = hash.digest("hex");
  if ((await docker.imageLabels(name))?.[inputsLabel] === inputs) return name;
  output.note(`Building ${name} of Debian's packages (once, a minute or two)`);
  await docker.build({
    folder: join(root, "platform-bootstrap", "mocks"),
    tag: name,
    args,
    contexts: { layer1: join(root, "layer1-base-image") },
    labels: { [inputsLabel]: inputs },
  });
  return name;
}
