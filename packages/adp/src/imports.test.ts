import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

// The import rule of docs/architecture.md: commands -> rooms -> docker, credentials -> kernel, and a room's
// index.ts is its door.

const source = dirname(fileURLToPath(import.meta.url));
const below = new Set(["docker", "credentials"]);

/** Why an import breaks the rule, or undefined. Paths are relative to packages/adp/src. */
function breach(from: string, to: string): string | undefined {
  const room = (path: string) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
  const [mine, theirs] = [room(from), room(to)];
  if (mine === theirs || mine === "") return undefined;
  if (theirs === "") return "only the entry imports main.ts";
  if (theirs === "kernel") return undefined;
  if (mine === "kernel") return "the kernel knows nothing of the platform";
  if (theirs === "commands") return "nothing imports a command";
  if (below.has(mine) && mine !== "commands") return `${mine} stands below the rooms`;
  if (to !== `${theirs}/index.ts`) return `${theirs}/index.ts is the door of that room`;
  return undefined;
}

test("every import of adp points one way, through the rooms' doors", async () => {
  const { metafile } = await build({
    entryPoints: [join(source, "entry.ts")],
    absWorkingDir: source,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outdir: "unused",
    write: false,
    metafile: true,
  });
  const inside = (path: string) => relative(source, join(source, path));
  const breaches = Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports
      .filter((entry) => !entry.external)
      .map((entry) => ({ from: inside(from), to: inside(entry.path) }))
      .flatMap(({ from: a, to: b }) => {
        const why = breach(a, b);
        return why === undefined ? [] : [`${a} -> ${b}: ${why}`];
      }),
  );
  expect(breaches).toEqual([]);
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(40);
});

test.each([
  ["kernel/errors.ts", "engine/index.ts"],
  ["demo/demo.ts", "engine/embedded/engine.ts"],
  ["engine/sql.ts", "commands/dev.ts"],
  ["credentials/index.ts", "layer1/index.ts"],
])("the rule refuses %s -> %s", (from, to) => {
  expect(breach(from, to)).toBeDefined();
});
