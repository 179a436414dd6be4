import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");

/** The programs of the sharer's image, each in a package of its own. */
export const programs = ["ticket-sharer", "engine-proxy"] as const;

/** One ES module that needs nothing but Node. */
export async function buildProgram(name: (typeof programs)[number] = "ticket-sharer"): Promise<Buffer> {
  const result = await build({
    entryPoints: [join(root, "packages", name, "src", "entry.ts")],
    absWorkingDir: root,
    outfile: join(root, "packages", "ticket-sharer", "dist", `${name}.mjs`),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minifySyntax: true,
    legalComments: "none",
    banner: { js: "#!/usr/bin/env node" },
    write: false,
  });
  return Buffer.from(result.outputFiles[0]?.contents ?? []);
}
