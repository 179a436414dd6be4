import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import, export-from and import() of a file of this repository, types included. Paths begin at the clone. */
export function importsBelow(...folders: readonly string[]): Import[] {
  return folders.flatMap((folder) => sources(folder).flatMap(importsOf));
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/^(?:import|export)\b[^;"]*?\bfrom "([^"]+)"|\bimport\("([^"]+)"\)/gm);
  return [...found].flatMap(([, plain, lazy]) => {
    const to = target(file, plain ?? lazy ?? "");
    return to === undefined ? [] : [{ from: file, to }];
  });
}

/** The file that an import names; undefined for a package of a registry. */
function target(file: string, name: string): string | undefined {
  if (name.startsWith(".")) return relative(root, join(root, dirname(file), name));
  const own = /^@airflow-data-platform\/([\w-]+)$/.exec(name)?.[1];
  const door = `packages/${own}/src/index.ts`;
  return own !== undefined && existsSync(join(root, door)) ? door : undefined;
}

/** Groups of files that reach each other by their imports. */
export function circles(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  // Tarjan's strongly connected components.
  const visit = (file: string) => {
    const mine = order.size;
    order.set(file, mine);
    lowest.set(file, mine);
    stack.push(file);
    for (const other of next.get(file) ?? []) {
      if (!order.has(other)) visit(other);
      if (stack.includes(other))
        lowest.set(file, Math.min(lowest.get(file) ?? mine, lowest.get(other) ?? mine));
    }
    if (lowest.get(file) !== mine) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group.sort());
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found;
}
