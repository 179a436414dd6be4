import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..", "..");

/** One ES module that needs nothing but Node. */
export async function buildProgram(): Promise<Buffer> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, "..", "src", "entry.ts")],
    absWorkingDir: root,
    outfile: join(root, "packages", "ticket-sharer", "dist", "ticket-sharer.mjs"),
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
