// Makes packages/adp/dist: one ES module a command, shared code in chunks, nothing from node_modules at run time.
// `--check` rebuilds into memory and fails when the committed bundle differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { stableOutputs } from "./chunk-names.ts";
import { licenceTexts } from "./licences.ts";
import { together } from "./together.ts";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");
const root = join(here, "..", "..", "..");
const options = {
  entryPoints: { adp: join(here, "..", "src", "entry.ts") },
  absWorkingDir: root,
  outdir: dist,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  legalComments: "none",
  chunkNames: "[name]-[hash]",
  external: ["pg-native"],
  // CommonJS packages inside an ES module still ask for require.
  banner: {
    js: 'import { createRequire as __adpRequire } from "node:module";\nconst require = __adpRequire(import.meta.url);',
  },
  write: false,
  metafile: true,
} as const satisfies BuildOptions;
const { metafile } = await build(options);
const result = await build({ ...options, plugins: [together(root, metafile)] });
const wanted = new Map();
// The template engine's WebAssembly, which it reads beside the bundle.
const wasm = "minijinja_js_bg.wasm";
wanted.set(wasm, readFileSync(join(root, "node_modules", "minijinja-js", "dist", "bundler", wasm)));
for (const [name, text] of stableOutputs(result)) {
  const shebang = name === "adp.mjs" ? "#!/usr/bin/env node\n" : "";
  wanted.set(name, Buffer.from(shebang + text));
}

wanted.set(
  "LICENCES.txt",
  Buffer.from(licenceTexts(root, [...Object.keys(result.metafile.inputs), "node_modules/minijinja-js/"])),
);

if (process.argv.includes("--check")) {
  const present = existsSync(dist) ? readdirSync(dist).sort() : [];
  const differing = [...new Set([...present, ...wanted.keys()])].filter(
    (name) => !present.includes(name) || wanted.get(name)?.equals(readFileSync(join(dist, name))) !== true,
  );
  if (differing.length > 0) {
    process.stderr.write(
      `packages/adp/dist differs from its source (${differing.join(", ")}): npm run bundle, and commit it\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`packages/adp/dist is what its source gives (${present.length} files)\n`);
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, text] of wanted)
    writeFileSync(join(dist, name), text, { mode: name === "adp.mjs" ? 0o755 : 0o644 });
  process.stdout.write(`packages/adp/dist: ${wanted.size} files\n`);
}
