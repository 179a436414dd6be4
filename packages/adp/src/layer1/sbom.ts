import { createHash } from "node:crypto";
import type { Docker } from "../docker/index.ts";
import { version } from "../kernel/version.ts";

interface Component {
  readonly kind: "deb" | "pypi";
  readonly name: string;
  readonly version: string;
  readonly licence?: string;
}

const question = String.raw`
import importlib.metadata, json, subprocess
found = []
for line in subprocess.run(["dpkg-query", "-W", "-f", "$" + "{Package}\t$" + "{Version}\n"], capture_output=True, text=True).stdout.splitlines():
    name, version = line.split("\t")
    found.append({"kind": "deb", "name": name, "version": version})
for package in importlib.metadata.distributions():
    licence = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    found.append({"kind": "pypi", "name": package.metadata["Name"], "version": package.version, "licence": licence.splitlines()[0][:100] if licence else ""})
print(json.dumps(found))
`;

/** A bill of materials in CycloneDX 1.5: the Debian and Python packages that the image itself lists. */
export async function imageSbom(
  docker: Docker,
  image: { readonly name: string; readonly id: string },
  time: string,
): Promise<string> {
  const { stdout } = await docker.call([
    "run",
    "--rm",
    "--network",
    "none",
    "--entrypoint",
    "python3",
    image.id,
    "-c",
    question,
  ]);
  const components = (JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]") as Component[]).sort(
    (a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name),
  );
  const serial = createHash("sha256").update(image.id).digest("hex");
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${serial.slice(0, 8)}-${serial.slice(8, 12)}-5${serial.slice(13, 16)}-8${serial.slice(17, 20)}-${serial.slice(20, 32)}`,
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: "application", name: "adp", version: version() }] },
      component: { type: "container", name: image.name, version: image.id },
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
