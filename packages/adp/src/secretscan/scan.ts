import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { type AllowList, readAllowList } from "./allow-list.ts";
import { blobs } from "./blobs.ts";
import { errors } from "./errors.ts";
import { fileSource, folderFiles } from "./files.ts";
import type { Finding } from "./finding.ts";
import type { ScanReport } from "./report.ts";
import {
  findRepository,
  historyObjects,
  ignoredLoginFiles,
  isIgnored,
  noRepository,
  repositoryFiles,
  stagedFiles,
} from "./repository.ts";
import { scanSource } from "./scan-source.ts";
import { scanBytes } from "./scan-text.ts";
import type { Source, Sources } from "./source.ts";

/** What to look at: files and folders, the next commit, git's history, or one text. */
export type Scope =
  | { readonly kind: "files"; readonly paths: readonly string[] }
  | { readonly kind: "staged" }
  | { readonly kind: "history"; readonly since?: string }
  | { readonly kind: "text"; readonly path: string; readonly content: AsyncIterable<Buffer> };

/** Looks for credentials. The report has them by place, never by value. */
export async function scanForSecrets(cwd: string, scope: Scope): Promise<ScanReport> {
  const repository = await findRepository(cwd);
  const top = repository instanceof ProcessFailure ? undefined : repository;
  const [allowList, { files, exempt }] = await Promise.all([
    readAllowList(top ?? cwd, top !== undefined),
    sourcesOf(cwd, scope, repository),
  ]);
  // Paths of git's own lists begin at the top.
  const base = scope.kind === "files" ? cwd : (top ?? cwd);
  const all = scope.kind === "files" && scope.paths.length === 0 && relative(top ?? cwd, cwd) === "";
  const fromTop = (path: string) => relative(top ?? cwd, resolve(base, path));
  return scanAll(files, { exempt, allowList, all, fromTop });
}

interface ScanAll {
  readonly exempt: readonly string[];
  readonly allowList: AllowList;
  /** Whether every file was looked at, so that an entry that nothing needed is not needed. */
  readonly all: boolean;
  fromTop(path: string): string;
}

async function scanAll(
  files: Sources["files"],
  { exempt, allowList, all, fromTop }: ScanAll,
): Promise<ScanReport> {
  const findings: Finding[] = [];
  const allowed: (Finding & { reason: string })[] = [];
  const unread: { path: string; why: string }[] = [];
  let count = 0;
  let size = 0;
  for await (const source of files) {
    try {
      const { found, bytes } = await scanSource(source);
      const inName = await scanBytes(source.path, Buffer.from(source.path));
      for (const one of [...inName.map((name) => ({ ...name, line: 0 })), ...found]) {
        const finding = source.object === undefined ? one : { ...one, object: source.object };
        const reason = allowList.reasonFor({ ...finding, path: fromTop(finding.path) });
        if (reason === undefined) findings.push(finding);
        else allowed.push({ ...finding, reason });
      }
      count++;
      size += bytes;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      unread.push({ path: source.path, why: reasonOf(error) });
    }
  }
  return { files: count, bytes: size, findings, allowed, unread, exempt, notes: allowList.notes(all) };
}

async function sourcesOf(cwd: string, scope: Scope, top: string | ProcessFailure): Promise<Sources> {
  if (scope.kind === "text") return { files: [{ path: scope.path, read: () => scope.content }], exempt: [] };
  if (scope.kind === "files") return filesOf(cwd, scope.paths);
  if (typeof top !== "string") throw noRepository(cwd, top);
  const [{ files, exempt }, beside] =
    scope.kind === "staged"
      ? await Promise.all([stagedFiles(top), ignoredLoginFiles(top)])
      : [await historyObjects(top, scope.since), []];
  return {
    files: joined(
      blobs(files, top),
      beside.map((file) => fileSource(top, file)),
    ),
    exempt,
  };
}

async function* joined(first: AsyncIterable<Source>, second: Iterable<Source>): AsyncGenerator<Source> {
  yield* first;
  yield* second;
}

async function filesOf(cwd: string, paths: readonly string[]): Promise<Sources> {
  const files: string[] = [];
  const exempt: string[] = [];
  for (const path of paths.length === 0 ? ["."] : paths) {
    const full = resolve(cwd, path);
    if (!isFolder(full)) {
      files.push(full);
      continue;
    }
    const isGits = typeof (await findRepository(full)) === "string" && !(await isIgnored(full));
    const listed = isGits ? await repositoryFiles(full) : folderFiles(full);
    files.push(...listed.files);
    exempt.push(...listed.exempt);
  }
  return { files: files.map((file) => fileSource(cwd, file)), exempt };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new AdpError(errors.UNREADABLE, {
      what: `${path} cannot be read.`,
      why: reasonOf(error),
      next: isMissing(error)
        ? [
            either(
              run(shell`ls ${nearest(path)}`, "shows what is there"),
              run(adp`secrets scan`, "scans the repository's files below this folder"),
            ),
          ]
        : [run(shell`ls -ld ${path}`, "shows who may read it"), again],
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
