import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-pipe-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program whose standard output nobody reads, and gives how it ended and what it said to stderr. */
async function unread(contents: string, args: readonly string[] = []) {
  await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, ".."), loader: "ts" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    alias: {
      "@airflow-data-platform/cli-kit": join(import.meta.dirname, "../../../cli-kit/src/index.ts"),
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
  });
  const child = spawn(process.execPath, [join(folder, "stdin.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const [code, signal] = await once(child, "close");
  return { code, signal, said };
}

test("adp whose output nobody reads any more ends as on a broken pipe, without a word", async () => {
  expect(await unread('import "./entry.ts";', ["--help"])).toEqual({ code: 141, signal: null, said: "" });
});

test("a command that must not be cut off undoes what it has begun", async () => {
  const program = `
    import { endOnBrokenPipe } from "./kernel/broken-pipe.ts";
    import { interruptible } from "./kernel/interrupt.ts";
    endOnBrokenPipe([process.stdout, process.stderr]);
    const lines = () => new Promise(() => setInterval(() => process.stdout.write("a line\\n"), 1));
    await interruptible(lines, async () => console.error("undone")).catch(({ exit }) => process.exit(exit));
  `;
  expect(await unread(program)).toEqual({ code: 143, signal: null, said: "undone\n" });
});
