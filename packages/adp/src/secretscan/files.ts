import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Source } from "./source.ts";

const wholeUpTo = 16 * 1024 * 1024;

export function fileSource(cwd: string, file: string): Source {
  return {
    path: relative(cwd, file) || file,
    async *read() {
      const { size } = statSync(file);
      if (size <= wholeUpTo) yield readFileSync(file);
      else
        for await (const part of createReadStream(file, { highWaterMark: 1024 * 1024 })) yield part as Buffer;
    },
  };
}

/** What tools install: not the people's files, where no git says which are. */
const installed = new Set(["node_modules", ".venv", "venv", ".tox", ".adp", "__pycache__"]);

/** The files of a folder that is in no repository, and the folders that are left out. */
export function folderFiles(folder: string): { files: string[]; exempt: string[] } {
  const files: string[] = [];
  const exempt: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name);
      if (entry.isFile()) files.push(path);
      else if (!entry.isDirectory()) continue;
      else if (installed.has(entry.name)) exempt.push(`${relative(folder, path)}/`);
      else if (entry.name !== ".git") open.push(path);
    }
  return { files, exempt };
}
