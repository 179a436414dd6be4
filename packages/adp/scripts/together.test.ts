import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { together } from "./together.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-together-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modules = {
  "entry.ts": `await (await import("./main.ts")).main();`,
  "main.ts": `import { say } from "./kernel/say.ts"; import { list } from "./kernel/list.ts";
    export async function main() { say(list); await import("./kernel/arguments.ts"); await import("./commands/a.ts"); await import("./commands/b.ts"); }`,
  "kernel/say.ts": `export function say(what: unknown) { console.log(what); }`,
  "kernel/list.ts": `export const list = ["a", "b"];`,
  "kernel/json.ts": `export const json = 1;`,
  "kernel/ask.ts": `export const ask = 1;`,
  "kernel/files.ts": `export const files = 1;`,
  "kernel/arguments.ts": `import { say } from "./say.ts"; say("arguments");`,
  "commands/a.ts": `import "../kernel/arguments.ts"; import { json } from "../kernel/json.ts"; import { open } from "../room/index.ts"; open(json);`,
  "commands/b.ts": `import { ask } from "../kernel/ask.ts"; import { files } from "../kernel/files.ts"; import { list } from "../kernel/list.ts"; console.log(ask, files, list);`,
  "room/index.ts": `import { one } from "./one.ts"; import { two } from "./two.ts"; export async function open(x: number) { console.log(x, one, two); await import("./later.ts"); }`,
  "room/one.ts": `export const one = 1;`,
  "room/two.ts": `export const two = 2;`,
  "room/later.ts": `import { two } from "./two.ts"; console.log("later", two);`,
};

async function built(isTogether: boolean): Promise<Metafile["outputs"]> {
  for (const [path, text] of Object.entries(modules)) {
    const full = join(folder, "packages/adp/src", path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  const options = {
    entryPoints: { adp: join(folder, "packages/adp/src/entry.ts") },
    absWorkingDir: folder,
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    format: "esm",
    write: false,
    metafile: true,
  } as const satisfies BuildOptions;
  const { metafile } = await build(options);
  if (!isTogether) return metafile.outputs;
  return (await build({ ...options, plugins: [together(folder, metafile)] })).metafile.outputs;
}

/** The modules that share a file with one. */
function beside(outputs: Metafile["outputs"], name: string): string[] {
  const path = `packages/adp/src/${name}`;
  const [output] = Object.values(outputs).filter(({ inputs }) => path in inputs);
  return Object.keys(output?.inputs ?? {}).map((one) => one.replace("packages/adp/src/", ""));
}

test("what a start, a command and a room load is in one file each", async () => {
  const outputs = await built(true);
  expect(beside(outputs, "kernel/say.ts")).toEqual(expect.arrayContaining(["kernel/list.ts"]));
  const ofCommands = ["kernel/ask.ts", "kernel/files.ts", "kernel/json.ts"];
  expect(beside(outputs, "kernel/ask.ts")).toEqual(expect.arrayContaining(ofCommands));
  expect(beside(outputs, "room/two.ts")).toEqual(expect.arrayContaining(["room/one.ts"]));
  // What is loaded later stays for later.
  expect(beside(outputs, "kernel/say.ts")).not.toContain("kernel/ask.ts");
  expect(beside(outputs, "room/later.ts")).toEqual(["room/later.ts"]);
});

test("esbuild alone parts them, and gives more files", async () => {
  const [alone, grouped] = [await built(false), await built(true)];
  expect(beside(alone, "kernel/say.ts")).not.toContain("kernel/list.ts");
  expect(beside(alone, "room/two.ts")).not.toContain("room/one.ts");
  expect(Object.keys(grouped).length).toBeLessThan(Object.keys(alone).length);
});
