import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes docs/NAME; with `--check`, fails when the committed file differs. */
export function generated(name: string, text: string, remake: string): void {
  const target = join(import.meta.dirname, "..", "..", "..", "docs", name);
  if (!process.argv.includes("--check")) {
    writeFileSync(target, text);
    return;
  }
  if (readFileSync(target, "utf8") === text) process.stdout.write(`docs/${name} is up to date\n`);
  else {
    process.stderr.write(`docs/${name} differs from the source: ${remake}, and commit it\n`);
    process.exitCode = 1;
  }
}
