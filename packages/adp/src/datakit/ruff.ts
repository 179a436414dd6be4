import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import * as z from "zod/mini";
import { parseJson } from "../kernel/json.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { putFile } from "./journal.ts";
import type { Tree, TreeFile } from "./merge.ts";

/** A place that a person has to look at. */
export interface Todo {
  readonly path: string;
  /** The first is 1. */
  readonly line: number;
  readonly what: string;
}

const position = z.object({ row: z.number(), column: z.number() });
const diagnostics = z.array(
  z.object({
    code: z.nullable(z.string()),
    filename: z.string(),
    location: position,
    message: z.string(),
    fix: z.nullish(
      z.object({
        edits: z.array(z.object({ content: z.string(), location: position, end_location: position })),
      }),
    ),
  }),
);
type Diagnostic = z.output<typeof diagnostics>[number];

/**
 * Rewrites Python files by ruff's rules for what changed between Airflow 2 and 3: https://docs.astral.sh/ruff/rules/#airflow-air.
 * An import of Airflow that nothing uses any more goes with it: the module may be gone. What no rule mends is listed.
 */
export async function rewriteForAirflow3(
  ruff: string,
  files: Tree,
): Promise<{ readonly files: Map<string, TreeFile>; readonly todo: Todo[] }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "adp-ruff-")));
  try {
    for (const [path, file] of files) putFile(folder, path, file);
    const check = async (rules: string, ...words: string[]) => {
      const how = ["--isolated", "--no-cache", "--quiet", "--exit-zero", "--output-format", "json"];
      const argv = [ruff, "check", ...how, "--select", rules, ...words, "--", "."];
      const done = await attempt(argv, { cwd: folder });
      if (done instanceof ProcessFailure) throw done;
      return parseJson(done.stdout, diagnostics, { from: "ruff check", next: [] });
    };
    const before = new Set((await check("F401")).map(identity));
    // What ruff calls unsafe here is a new place to import a name from: a datakit that moves wants it.
    const todo = await check("AIR3", "--fix", "--unsafe-fixes");
    const unused = (await check("F401")).filter(
      (one) => !before.has(identity(one)) && one.message.startsWith("`airflow."),
    );
    for (const name of new Set(unused.map(({ filename }) => filename))) {
      const text = readFileSync(name, "utf8");
      const path = relative(folder, name);
      const edited = applyEdits(
        text,
        unused.filter(({ filename }) => filename === name),
      );
      putFile(folder, path, { mode: files.get(path)?.mode ?? "100644", content: Buffer.from(edited) });
    }
    const left = todo.length === 0 ? [] : await check("AIR3");
    return {
      files: new Map(
        [...files].map(([path, file]) => [path, { ...file, content: readFileSync(join(folder, path)) }]),
      ),
      todo: left.map(({ filename, location, message, code }) => ({
        path: relative(folder, filename),
        line: location.row,
        what: `${message.replace(/[;.]$/, "")} (${code ?? "not Python"})`,
      })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same import, wherever the lines above have moved it to. */
function identity({ filename, message }: Diagnostic): string {
  return `${filename}\0${message}`;
}

/** The edits of several findings, the last first: those of one statement are one edit. */
function applyEdits(text: string, found: readonly Diagnostic[]): string {
  const lines = text.split(/(?<=\n|\r(?!\n))/);
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  // Columns are characters, not UTF-16's halves of them.
  const offset = ({ row, column }: z.output<typeof position>) =>
    (starts[row - 1] ?? text.length) + [...(lines[row - 1] ?? "")].slice(0, column - 1).join("").length;
  const edits = new Map(
    found
      .flatMap(({ fix }) => fix?.edits ?? [])
      .map((edit) => [
        `${edit.location.row}:${edit.location.column}`,
        { from: offset(edit.location), to: offset(edit.end_location), content: edit.content },
      ]),
  );
  return [...edits.values()]
    .sort((a, b) => b.from - a.from)
    .reduce((now, { from, to, content }) => now.slice(0, from) + content + now.slice(to), text);
}
