import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { act, adp, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { makeFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { parseJson } from "../kernel/json.ts";
import type { Change } from "./changes.ts";
import { errors } from "./errors.ts";

const journal = z.array(z.object({ path: z.string(), before: z.nullable(z.string()), after: z.string() }));

function journalFile(root: string): string {
  return join(root, ".adp", "run", "setup", "undo.json");
}

/** Writes the files, and first what they were, so that `undo` has it even where this is cut off. */
export function writeChanges(root: string, changes: readonly Change[]): void {
  makeFolder(dirname(journalFile(root)), 0o700);
  const entries = changes.map(({ path, before, after }) => ({ path, before: before ?? null, after }));
  writeAtomic(journalFile(root), JSON.stringify(entries, null, 2));
  for (const { path, after } of changes) {
    makeFolder(dirname(join(root, path)));
    writeAtomic(join(root, path), after, 0o644);
  }
}

/** Puts back what the last setup changed. Gives the paths. */
export function undoSetup(root: string): string[] {
  const text = readIfPresent(journalFile(root));
  if (text === undefined)
    throw new AdpError(errors.NOTHING_TO_UNDO, {
      why: "adp setup has written nothing in this clone since the last undo.",
      next: [run(adp`setup`)],
    });
  const entries = parseJson(text, journal, { from: journalFile(root), next: [act("remove that file")] });
  const changed = entries.find(({ path, before, after }) => {
    const now = readIfPresent(join(root, path)) ?? null;
    return now !== after && now !== before;
  });
  if (changed !== undefined)
    throw new AdpError(errors.CHANGED, {
      what: `${changed.path} was changed after adp setup wrote it. Nothing was put back.`,
      next: [
        run(shell`git diff ${changed.path}`, "shows it, where it is committed"),
        act("put it back by hand"),
      ],
    });
  for (const { path, before } of entries) {
    if (before === null) rmSync(join(root, path), { force: true });
    else writeAtomic(join(root, path), before, 0o644);
  }
  rmSync(journalFile(root));
  return entries.map(({ path }) => path);
}
