import { basename } from "node:path";
import type { BuildResult } from "esbuild";

type Built = BuildResult<{ write: false; metafile: true }>;

/**
 * The outputs with names that stay: esbuild's hashes change with a chunk's text, and so would the names of its files and
 * every import of them. A chunk is named by its entry point, or by the first of its modules: each is in one chunk only.
 */
export function stableOutputs({ metafile, outputFiles }: Built): Map<string, string> {
  const names = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), `${outputName(output)}.mjs`]),
  );
  if (new Set(names.values()).size !== names.size)
    throw new Error(`two chunks have the same name: ${[...names.values()].sort().join(", ")}`);
  const hashed = new RegExp(
    `"\\./(${[...names.keys()].map((name) => name.replaceAll(".", "\\.")).join("|")})"`,
    "g",
  );
  return new Map(
    outputFiles.map((file) => [
      names.get(basename(file.path)) ?? basename(file.path),
      file.text.replaceAll(hashed, (_, name: string) => `"./${names.get(name)}"`),
    ]),
  );
}

function outputName({ entryPoint, inputs }: Built["metafile"]["outputs"][string]): string {
  if (entryPoint === "packages/adp/src/entry.ts") return "adp";
  if (entryPoint !== undefined) return moduleName(entryPoint);
  const [first] = Object.keys(inputs).sort();
  // A chunk without modules holds esbuild's own helpers.
  return `shared-${first === undefined ? "helpers" : moduleName(first)}`;
}

/** packages/adp/src/engine/index.ts -> engine-index, node_modules/pg/lib/index.js -> npm-pg-lib-index */
function moduleName(path: string): string {
  return path
    .replace(/^packages\/adp\/src\//, "")
    .replace(/^packages\//, "")
    .replace(/^.*node_modules\/@?/, "npm-")
    .replace(/\.\w+$/, "")
    .replaceAll(/[^\w.-]+/g, "-");
}
