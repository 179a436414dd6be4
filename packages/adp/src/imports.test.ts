import { expect, test } from "vitest";
import { circles, importsBelow } from "../test/import-graph.ts";

// The import rules of docs/architecture.md: commands -> rooms -> docker, credentials -> kernel. A room's index.ts is its
// door, also for the scenarios and the benchmarks. No files import each other in a circle.

const source = "packages/adp/src/";
const below = new Set(["docker", "credentials"]);
const everywhere = importsBelow("packages", "e2e", "benchmarks");

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

/** Files behind a door that scenarios, benchmarks and suites use: what a door has no reason to show to another room. */
const opened = [
  "packages/adp/src/demo/source.ts",
  "packages/adp/src/engine/embedded/postgres/unprivileged.ts",
  "packages/adp/src/engine/embedded/python/interpreter.ts",
  "packages/adp/src/engine/embedded/lines.ts",
  "packages/adp/src/engine/embedded/python/settings.ts",
  "packages/adp/src/engine/embedded/python/uv.ts",
  "packages/adp/src/layer1/scan",
  "packages/adp/src/platform/image.ts",
  "packages/adp/src/platform/mocks/image.ts",
];

/** Why something outside the packages may not import a file of theirs, or undefined. */
function outsideBreach(to: string): string | undefined {
  if (!to.startsWith("packages/") || to.endsWith("/index.ts")) return undefined;
  if (
    to.startsWith(`${source}kernel/`) ||
    /\/(test|testing)\//.test(to) ||
    opened.some((path) => to.startsWith(path))
  )
    return undefined;
  return "use the index.ts of its room";
}

test("every import of adp points one way, through the rooms' doors", () => {
  const inside = everywhere
    .filter(({ from, to }) => from.startsWith(source) && to.startsWith(source))
    .filter(
      ({ from, to }) => ![from, to].some((path) => path.includes("/testing/") || path.endsWith(".test.ts")),
    )
    .map(({ from, to }) => ({ from: from.slice(source.length), to: to.slice(source.length) }));
  const breaches = inside.flatMap(({ from, to }) => {
    const why = breach(from, to);
    return why === undefined ? [] : [`${from} -> ${to}: ${why}`];
  });
  expect(breaches).toEqual([]);
  expect(inside.length).toBeGreaterThan(100);
});

test("scenarios and benchmarks use the packages' doors", () => {
  const outside = everywhere.filter(({ from }) => !from.startsWith("packages/"));
  const breaches = outside.flatMap(({ from, to }) => {
    const why = outsideBreach(to);
    return why === undefined ? [] : [`${from} -> ${to}: ${why}`];
  });
  expect(breaches).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(circles(everywhere)).toEqual([]);
});

test.each([
  ["kernel/errors.ts", "engine/index.ts"],
  ["demo/demo.ts", "engine/embedded/engine.ts"],
  ["engine/sql.ts", "commands/dev.ts"],
  ["credentials/index.ts", "layer1/index.ts"],
])("the rule refuses %s -> %s", (from, to) => {
  expect(breach(from, to)).toBeDefined();
});

test("the rules refuse a file behind a door, and a circle of three", () => {
  expect(outsideBreach("packages/adp/src/layer1/build.ts")).toBeDefined();
  expect(outsideBreach("packages/ticket-sharer/src/sharer/sharer.ts")).toBeDefined();
  const ring = ["a.ts", "b.ts", "c.ts"].map((from, index, all) => ({ from, to: all[(index + 1) % 3] ?? "" }));
  expect(circles([...ring, { from: "d.ts", to: "a.ts" }])).toEqual([["a.ts", "b.ts", "c.ts"]]);
});
