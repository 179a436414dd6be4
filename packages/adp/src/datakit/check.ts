import { ask } from "../kernel/ask.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { compareVersions } from "../kernel/version.ts";
import { Journal } from "./journal.ts";
import { type Lock, lockOf, readLock, templateState } from "./lock.ts";

/** Whether a datakit is behind the template of this platform. */
export interface CheckResult {
  readonly template: { readonly datakit: string; readonly platform: string };
  readonly state: "current" | "behind" | "ahead" | "unfinished";
}

/** How a datakit stands to its template. `adp datakit check` also asks `layer1State`. */
export async function checkDatakit(folder: string, template: string): Promise<CheckResult> {
  const unfinished = new Journal(folder).unresolved() !== undefined;
  const lock = readLock(folder);
  const now = await templateState(template);
  const versions = { datakit: lock.template.version, platform: now.version };
  if (unfinished) return { template: versions, state: "unfinished" };
  const order = compareVersions(versions.datakit, versions.platform);
  if (order > 0) return { template: versions, state: "ahead" };
  const same =
    order === 0 && ((await isUnchanged(template, lock, now)) || (await givesTheSame(folder, template, lock)));
  return { template: versions, state: same ? "current" : "behind" };
}

/** Whether the template is as the lock's commit has it, by git alone: most checks need no more. */
async function isUnchanged(
  template: string,
  lock: Lock,
  { commit }: { readonly commit?: string },
): Promise<boolean> {
  const before = lock.template.commit;
  if (before === undefined || commit === undefined || !/^[0-9a-f]{40}$/.test(before)) return false;
  if (before === commit) return true;
  const done = await ask(["git", "-C", template, "diff", "--quiet", before, commit, "--", "."]);
  return !(done instanceof ProcessFailure);
}

async function givesTheSame(folder: string, template: string, lock: Lock): Promise<boolean> {
  // The renderer takes longer to load than the rest of a check.
  const [{ answersOf }, { renderTemplate }] = await Promise.all([
    import("./answers.ts"),
    import("./template.ts"),
  ]);
  const rendered = renderTemplate(template, await answersOf(folder, template, lock));
  return JSON.stringify(lock.files) === JSON.stringify((await lockOf(template, rendered, lock.own)).files);
}
