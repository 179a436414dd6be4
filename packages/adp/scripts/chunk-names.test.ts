import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stableOutputs } from "./chunk-names.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-chunks-"));
  source("entry.ts", `console.log(await import("./a/index.ts"), await import("./b/index.ts"));`);
  source("a/index.ts", `import { shared } from "../shared/words.ts"; console.log("a", shared());`);
  source("b/index.ts", `import { shared } from "../shared/words.ts"; console.log("b", shared());`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function source(path: string, text: string): void {
  const full = join(folder, "packages/adp/src", path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

async function outputs(words: string): Promise<Map<string, string>> {
  source("shared/words.ts", `export function shared() { return ${JSON.stringify(words)}; }`);
  const result = await build({
    entryPoints: { adp: join(folder, "packages/adp/src/entry.ts") },
    absWorkingDir: folder,
    outdir: join(folder, "dist"),
    outExtension: { ".js": ".mjs" },
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    write: false,
    metafile: true,
  });
  return stableOutputs(result);
}

test("a changed module changes the text of its chunk, and the name of none", async () => {
  const [before, after] = [await outputs("before"), await outputs("after")];
  expect([...before.keys()].sort()).toEqual([
    "a-index.mjs",
    "adp.mjs",
    "b-index.mjs",
    "shared-shared-words.mjs",
  ]);
  expect([...after.keys()]).toEqual([...before.keys()]);
  const changed = [...before.keys()].filter((name) => before.get(name) !== after.get(name));
  expect(changed).toEqual(["shared-shared-words.mjs"]);
});

test("every import of a chunk names a chunk that is there", async () => {
  const built = await outputs("words");
  const imported = [...built.values()].flatMap((text) =>
    [...text.matchAll(/"\.\/([^"]+\.mjs)"/g)].map(([, name]) => name),
  );
  expect(imported.length).toBeGreaterThan(3);
  expect(imported.filter((name) => !built.has(name ?? ""))).toEqual([]);
});
