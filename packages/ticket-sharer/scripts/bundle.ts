// Makes packages/ticket-sharer/dist/ticket-sharer.mjs.
// `--check` rebuilds into memory and fails when the committed bundle differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildProgram } from "./build.ts";

const target = join(import.meta.dirname, "..", "dist", "ticket-sharer.mjs");
const wanted = await buildProgram();

if (process.argv.includes("--check")) {
  if (!existsSync(target) || !wanted.equals(readFileSync(target))) {
    process.stderr.write("packages/ticket-sharer/dist differs from its source: make bundle, and commit it\n");
    process.exit(1);
  }
  process.stdout.write("packages/ticket-sharer/dist is what its source gives\n");
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, wanted, { mode: 0o755 });
  process.stdout.write(`packages/ticket-sharer/dist/ticket-sharer.mjs: ${wanted.length} bytes\n`);
}
