// Makes packages/ticket-sharer/dist: the programs of the sharer's image.
// `--check` rebuilds into memory and fails when a committed bundle differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildProgram, programs } from "./build.ts";

for (const name of programs) {
  const target = join(import.meta.dirname, "..", "dist", `${name}.mjs`);
  const wanted = await buildProgram(name);
  if (process.argv.includes("--check")) {
    if (existsSync(target) && wanted.equals(readFileSync(target))) continue;
    process.stderr.write(`${target} differs from its source: make bundle, and commit it\n`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, wanted, { mode: 0o755 });
  process.stdout.write(`packages/ticket-sharer/dist/${name}.mjs: ${wanted.length} bytes\n`);
}
