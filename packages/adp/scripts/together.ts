import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile, Plugin } from "esbuild";

const source = "packages/adp/src/";
/** What every command loads, after what every start does; the first is where it begins. */
const parser = `${source}kernel/arguments.ts`;
const ofCommands = [parser, ...["ask", "files", "json"].map((name) => `${source}kernel/${name}.ts`)];

/**
 * Puts into one file what is loaded together. esbuild makes a chunk for each set of entry points that reach a module, and it
 * does not know that a command is loaded after the start, and a part of a room after the room's door: a start read thirty
 * files, of which each costs a millisecond. So what is loaded later is made to reach all that was loaded before.
 */
export function together(root: string, { inputs }: Metafile): Plugin {
  const paths = Object.keys(inputs).filter((path) => path.startsWith(source));
  const start = closure(inputs, [`${source}main.ts`]);
  const commands = without(closure(inputs, ofCommands), start);
  const doors = paths.filter((path) => /^packages\/adp\/src\/[^/]+\/index\.ts$/.test(path));
  const rooms = new Map(doors.map((door) => [roomOf(door), closure(inputs, [door], `${roomOf(door)}/`)]));
  const before = (path: string): string[] => {
    if (start.has(path) || path === `${source}entry.ts`) return [];
    if (path === parser) return [...start, ...ofCommands.slice(1)];
    if (commands.has(path) || path.startsWith(`${source}kernel/`)) return [...start];
    const room = rooms.get(roomOf(path)) ?? new Set<string>();
    return [...start, ...commands, ...(room.has(path) ? [] : room)];
  };
  return {
    name: "together",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\/packages\/adp\/src\/.*\.ts$/ }, ({ path }) => {
        const imports = before(path.slice(root.length + 1)).filter((one) => one.startsWith(source));
        const lines = imports.map((one) => `import ${JSON.stringify(join(root, one))};`);
        return { contents: `${lines.join("")}${readFileSync(path, "utf8")}`, loader: "ts" };
      }),
  };
}

/** What some modules import at once, below a folder. */
function closure(inputs: Metafile["inputs"], from: readonly string[], below = ""): Set<string> {
  const found = new Set<string>();
  const left = [...from];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (found.has(path) || !path.startsWith(below)) continue;
    found.add(path);
    for (const { path: next, kind } of inputs[path]?.imports ?? [])
      if (kind === "import-statement" && inputs[next] !== undefined) left.push(next);
  }
  return found;
}

function without(all: ReadonlySet<string>, some: ReadonlySet<string>): Set<string> {
  return new Set([...all].filter((one) => !some.has(one)));
}

/** packages/adp/src/datakit/adopt/lists.ts -> packages/adp/src/datakit */
function roomOf(path: string): string {
  return path.split("/").slice(0, 4).join("/");
}
