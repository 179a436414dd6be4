import { existsSync, lstatSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { quoted, typed } from "../kernel/home.ts";
import { SECRET_FOUND, UNREADABLE } from "./errors.ts";
import type { ScannedText } from "./finding.ts";
import { foundError, isFound } from "./found.ts";
import { repositoryFiles, stagedTexts } from "./repository.ts";
import { scanTexts } from "./scan-text.ts";

interface ScanOptions {
  readonly cwd: string;
  /** Files and folders; none: the repository's files below cwd. */
  readonly paths: readonly string[];
  /** What the next commit would hold, instead of files. */
  readonly staged: boolean;
  readonly again: string;
}

/** Looks for credentials. Returns how many texts were read; what is found is thrown, by place and never by value. */
export async function scanForSecrets({ cwd, paths, staged, again }: ScanOptions): Promise<number> {
  const texts = staged ? await stagedTexts(cwd) : await readTexts(cwd, paths, again);
  const readable = texts.filter(({ content }) => !content.includes("\0"));
  const found = await scanTexts(readable);
  if (!isFound(found)) return readable.length;
  throw foundError(SECRET_FOUND, found, {
    why: staged
      ? "What is committed stays in the history, also when it is removed later."
      : `It is ${found[0].what}.`,
    next: [
      "PATTERN -secretscan   as a line of .gitattributes, where it is made up for a test",
      staged ? `git add ${found[0].path}   and commit again` : again,
    ],
  });
}

async function readTexts(cwd: string, paths: readonly string[], again: string): Promise<ScannedText[]> {
  const files: string[] = [];
  for (const path of paths.length === 0 ? ["."] : paths) {
    const full = resolve(cwd, path);
    if (isFolder(full, again)) files.push(...(await repositoryFiles(full)));
    else files.push(full);
  }
  return files.flatMap((file) => {
    // Git may list a file that was removed since, and keeps a link as its target's name.
    if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return [];
    return [{ path: relative(cwd, file), content: readFileSync(file, "utf8") }];
  });
}

function isFolder(path: string, again: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new AdpError(UNREADABLE, {
      what: `${path} cannot be read.`,
      why: reasonOf(error),
      next: isMissing(error)
        ? [
            `ls ${quoted(nearest(path))}   shows what is there`,
            `${typed("secrets scan")}   looks at the repository's files below this folder`,
          ]
        : [`ls -ld ${quoted(path)}   shows who may read it`, again],
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The folder above a path that is there. */
function nearest(path: string): string {
  const above = dirname(path);
  return existsSync(above) ? above : nearest(above);
}
