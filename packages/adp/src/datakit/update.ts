import { join } from "node:path";
import { adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { compareVersions } from "../kernel/version.ts";
import { answersOf } from "./answers.ts";
import { findBase, treeOf } from "./base.ts";
import { KIT_CONFLICTS, KIT_NEWER, KIT_NO_UPDATE } from "./errors.ts";
import { moveGeneration } from "./generation.ts";
import { type Change, demandBelow, isOutside, Journal } from "./journal.ts";
import { type Lock, lockOf, lockPath, lockText, readLock, templateVersion } from "./lock.ts";
import { type Major, majorAnswer } from "./major.ts";
import { type Conflict, mergeTrees, type Tree, type TreeFile } from "./merge.ts";
import type { Todo } from "./ruff.ts";
import { renderTemplate } from "./template.ts";
import { demandClean, readWorktree } from "./worktree.ts";

export interface UpdatePlan {
  readonly from: string;
  readonly to: string;
  /** What the update writes and removes. */
  readonly changes: readonly Change[];
  /** Paths with both sides' changes at the same place. */
  readonly conflicts: readonly string[];
  /** What a person should know of files that were kept or left away. */
  readonly notes: readonly string[];
  /** What a person has to mend for the other generation of Airflow. */
  readonly todo: readonly Todo[];
  /** The lock after it. */
  readonly lock: string;
}

/** What an update would do. Writes nothing. With `airflow`, it also moves the datakit to that generation of Airflow. */
export async function planUpdate(
  folder: string,
  template: string,
  { airflow }: { readonly airflow?: Major | undefined } = {},
): Promise<UpdatePlan> {
  const lock = readLock(folder);
  demandOlder(lock, template);
  const answers = await answersOf(folder, template, lock);
  const chosen = airflow === undefined ? {} : { [majorAnswer]: airflow };
  const rendered = renderTemplate(template, { ...answers, ...chosen });
  const theirs = new Map([...treeOf(rendered)].filter(([path]) => lock.own?.includes(path) !== true));
  // The lock and its answers came with the datakit, from whoever wrote it.
  for (const path of theirs.keys()) if (isOutside(path)) demandBelow(folder, path);
  const next = await lockOf(template, rendered, lock.own);
  const base = await findBase(folder, template, lock);
  const ours = await readWorktree(folder, [...base.keys(), ...theirs.keys()]);
  const labels = { ours: "yours", theirs: labelOf(next.template.version) };
  const { tree, conflicts } = await mergeTrees({ base, ours, theirs }, labels);
  const result = new Map(tree);
  const marked: string[] = [];
  const notes: string[] = [];
  for (const [path, conflict] of conflicts) {
    const { note, beside } = settle(path, conflict, result, labels.theirs);
    if (note !== undefined) notes.push(note);
    if (beside !== undefined) result.set(beside.path, beside.file);
    if (note === undefined) marked.push(path);
  }
  const moved =
    airflow === undefined
      ? { tree: result, todo: [], notes: [] }
      : await moveGeneration(result, await moveTo(airflow, marked));
  const changes = changesBetween(ours, moved.tree);
  for (const { path } of changes) demandBelow(folder, path);
  return {
    from: lock.template.version,
    to: next.template.version,
    changes,
    conflicts: marked.sort(),
    notes: [...notes, ...moved.notes],
    todo: moved.todo,
    lock: lockText(next),
  };
}

/** An older template would take back what the newer one brought. */
function demandOlder({ template: { version } }: Lock, template: string): void {
  const own = templateVersion(template);
  if (compareVersions(version, own) <= 0) return;
  throw new AdpError(KIT_NEWER, {
    what: `The datakit is from the template ${version}, newer than ${own}, which is here.`,
    why: "An update with the older template would take back what the newer one brought.",
    next: [run(shell`git -C ${template} pull`, "brings the newer template"), again],
  });
}

/** A version as git takes it for a branch's name, and a file's name can end with it: somebody may call it "0.3 (draft)". */
function labelOf(version: string): string {
  return `template-${version.replaceAll(/[^\w.+-]+|\.(?!\w)/g, "-")}`;
}

/** The engine's part of a move, which most updates do without. */
async function moveTo(to: Major, conflicts: readonly string[]) {
  const { airflowLines, engineFolder, generationOf, pythonTool } = await import("../engine/index.ts");
  return {
    to,
    conflicts,
    line: airflowLines().find((line) => String(generationOf(line)) === to) ?? "",
    ruff: () => pythonTool("ruff", { engineFolder: engineFolder() }),
  };
}

interface Settled {
  readonly note?: string;
  /** The template's version of a file that cannot hold marks. */
  readonly beside?: { readonly path: string; readonly file: TreeFile };
}

/** What git leaves undecided and an update does not: a deleted file stays deleted, and nothing of either side is lost. */
function settle(
  path: string,
  { ours, theirs }: Conflict,
  result: Map<string, TreeFile>,
  label: string,
): Settled {
  if (ours === undefined && theirs !== undefined) {
    result.delete(path);
    return { note: `${path}: you deleted it and the template changed it; it stays deleted` };
  }
  if (theirs === undefined && ours !== undefined) {
    result.set(path, ours);
    return { note: `${path}: the template no longer has it and you changed it; it stays` };
  }
  const now = result.get(path);
  const hasMarks = now?.content.includes(`>>>>>>> ${label}`) === true;
  if (theirs === undefined || hasMarks || now?.content.equals(theirs.content) === true) return {};
  return { beside: { path: `${path}.${label}`, file: theirs } };
}

export function changesBetween(before: Tree, after: Tree): Change[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): Change[] => {
    const [was, is] = [before.get(path), after.get(path)];
    const same =
      was !== undefined && is !== undefined && was.mode === is.mode && was.content.equals(is.content);
    return same ? [] : [{ path, before: was, after: is }];
  });
}

/** Brings the template's changes into a datakit. With conflicts it throws ADP-KIT-009, after everything is written. */
export async function updateDatakit(
  folder: string,
  template: string,
  { allowDirty, airflow }: { readonly allowDirty: boolean; readonly airflow?: Major | undefined },
): Promise<UpdatePlan> {
  const journal = new Journal(folder);
  journal.demandNone();
  if (!allowDirty) await demandClean(folder);
  const plan = await planUpdate(folder, template, { airflow });
  // The journal of the last update stays, so that it can still be taken back.
  if (plan.changes.length === 0 && readIfPresent(join(folder, lockPath)) === plan.lock) return plan;
  journal.apply(plan.changes, { lock: plan.lock, conflicts: plan.conflicts });
  if (plan.conflicts.length > 0) throw conflictError(plan.conflicts, plan.todo);
  return plan;
}

/** Finishes an update after its conflicts were resolved. */
export function continueUpdate(folder: string): void {
  const journal = new Journal(folder);
  const marked = journal.unresolved();
  if (marked === undefined)
    throw new AdpError(KIT_NO_UPDATE, {
      what: "There is no update with conflicts here.",
      next: [run(adp`datakit check`, "says whether there is one to make")],
    });
  if (marked.length > 0) throw conflictError(marked);
  journal.finish();
}

/** Takes the last update back. */
export function undoUpdate(folder: string): string[] {
  return new Journal(folder).undo();
}

function conflictError(paths: readonly string[], todo: readonly Todo[] = []): AdpError {
  return new AdpError(KIT_CONFLICTS, {
    what: `${paths.length === 1 ? "A file has" : `${paths.length} files have`} changes of yours and of the template at the same place.`,
    why: "They are marked as git marks conflicts; of a file that cannot hold marks, the template's version stands beside it.",
    // What a move to another Airflow leaves to do would be told nowhere else.
    evidence: [...paths.slice(0, 20), ...todo.map(({ path, line, what }) => `${path}:${line}: ${what}`)],
    next: [
      either(
        [{ do: "resolve the marks in these files" }, run(adp`datakit update --continue`)],
        run(adp`datakit update --undo`, "takes the update back"),
      ),
    ],
  });
}
