// Makes packages/ticket-sharer/dist/ticket-sharer.mjs: one ES module that needs nothing but Node.
// `--check` rebuilds into memory and fails when the committed bundle differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "dist", "ticket-sharer.mjs");
const result = await build({
  entryPoints: [join(here, "..", "src", "entry.ts")],
  absWorkingDir: join(here, "..", "..", ".."),
  outfile: target,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  legalComments: "none",
  banner: { js: "#!/usr/bin/env node" },
  write: false,
});
const wanted = Buffer.from(result.outputFiles[0]?.contents ?? []);

if (process.argv.includes("--check")) {
  if (!existsSync(target) || !wanted.equals(readFileSync(target))) {
    process.stderr.write(
      "packages/ticket-sharer/dist differs from its source: npm run bundle -w packages/ticket-sharer, and commit it\n",
    );
    process.exit(1);
  }
  process.stdout.write("packages/ticket-sharer/dist is what its source gives\n");
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, wanted, { mode: 0o755 });
  process.stdout.write(`packages/ticket-sharer/dist/ticket-sharer.mjs: ${wanted.length} bytes\n`);
}
