import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { Docker } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { version } from "../kernel/version.ts";
import { askInside } from "./inside.ts";

const componentsSchema = z.array(
  z.object({
    kind: z.enum(["deb", "pypi"]),
    name: z.string(),
    version: z.string(),
    licence: z.optional(z.string()),
  }),
);

/** A bill of materials in CycloneDX 1.5: the Debian and Python packages that the image itself lists. */
export async function imageSbom(docker: Docker, name: string, time: string): Promise<string> {
  const image = await docker.image(name);
  if (image === undefined) throw new Error(`${name} was built and is not there`);
  const found = await askInside({ docker, image, program: "packages.py", schema: componentsSchema });
  if (found instanceof ProcessFailure) throw docker.explain(found);
  const components = found.sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
  const serial = createHash("sha256").update(image.id).digest("hex");
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${serial.slice(0, 8)}-${serial.slice(8, 12)}-5${serial.slice(13, 16)}-8${serial.slice(17, 20)}-${serial.slice(20, 32)}`,
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: "application", name: "adp", version: version() }] },
      component: { type: "container", name, version: image.id },
    },
    components: components.map(({ kind, name, version: number, licence }) => ({
      type: "library",
      name,
      version: number,
      purl:
        kind === "deb"
          ? `pkg:deb/debian/${name}@${encodeURIComponent(number)}`
          : `pkg:pypi/${name.toLowerCase().replaceAll("_", "-")}@${encodeURIComponent(number)}`,
      ...(licence ? { licenses: [{ license: { name: licence } }] } : {}),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
