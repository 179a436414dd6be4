#!/usr/bin/env node
// Runs a TypeScript file of this repository: node e2e/world/kerberos/tool.mjs FILE.ts [ARGUMENTS]
// (Node 20 runs no TypeScript by itself; esbuild is already a development dependency.)
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node e2e/world/kerberos/tool.mjs FILE.ts [ARGUMENTS]");
  process.exit(64);
}

// In a bundle, every module would take the bundle's place for its own and look for its data there.
const ownPlace = {
  name: "own-place",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(
        "import.meta.url",
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: "ts",
    }));
  },
};

const folder = mkdtempSync(join(tmpdir(), "adp-tool-"));
try {
  const outfile = join(folder, "tool.mjs");
  const entryPoints = [resolve(file)];
  const form = { bundle: true, platform: "node", format: "esm", logLevel: "warning" };
  await build({ entryPoints, outfile, plugins: [ownPlace], ...form });
  process.argv = [process.argv[0], file, ...args];
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
