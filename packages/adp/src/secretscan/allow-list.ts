import { readFileSync } from "node:fs";
import { join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { ask } from "../kernel/ask.ts";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import type { Allowed } from "./allow-list-schema.ts";
import { errors } from "./errors.ts";
import type { Finding } from "./finding.ts";

export const allowListName = ".adp-secrets.toml";

/** What people have accepted, each with a reason. */
export class AllowList {
  readonly #used = new Set<Allowed>();

  constructor(private readonly entries: readonly Allowed[] = []) {}

  /** The reason why a finding is accepted; undefined where it is not. */
  reasonFor(finding: Finding, now = new Date()): string | undefined {
    const entry = this.entries.find(
      ({ path, rule }) => matches(path, finding.path) && (rule === undefined || rule === finding.rule),
    );
    if (entry === undefined) return undefined;
    this.#used.add(entry);
    return hasEnded(entry, now) ? undefined : entry.reason;
  }

  /** `all`: every file was looked at. */
  notes(all: boolean, now = new Date()): string[] {
    return this.entries.flatMap((entry) => {
      if (!this.#used.has(entry))
        return all ? [`${allowListName}: nothing needs the entry for ${entry.path}`] : [];
      return hasEnded(entry, now) ? [`${allowListName}: the entry for ${entry.path} has ended`] : [];
    });
  }
}

/** From the index of a repository, where others see it; from the folder where there is no repository. */
export async function readAllowList(folder: string, isRepository: boolean): Promise<AllowList> {
  const text = isRepository ? await staged(folder) : onDisk(folder);
  if (text === undefined) return new AllowList();
  const mistake = (why: string) =>
    new AdpError(errors.ALLOW_LIST, {
      what: `${allowListName} has a mistake.`,
      why,
      next: [
        act("give each [[allow]] a path and a reason, and with real = true also until = YYYY-MM-DD"),
        again,
      ],
    });
  let parsed: unknown;
  try {
    parsed = (await import("smol-toml")).parse(text);
  } catch (error) {
    throw mistake(reasonOf(error));
  }
  const result = (await import("./allow-list-schema.ts")).allowListSchema.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw mistake(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  for (const entry of result.data.allow)
    if (entry.real === true && entry.until === undefined)
      throw mistake(
        `The entry for ${entry.path} accepts a real credential without an end: until is missing.`,
      );
  return new AllowList(result.data.allow);
}

async function staged(top: string): Promise<string | undefined> {
  const result = await ask(["git", "cat-file", "blob", `:${allowListName}`], { cwd: top });
  return result instanceof ProcessFailure ? undefined : result.stdout;
}

function onDisk(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, allowListName), "utf8");
  } catch {
    return undefined;
  }
}

function hasEnded({ until }: Allowed, now: Date): boolean {
  if (until === undefined) return false;
  const day = until instanceof Date ? until.toISOString().slice(0, 10) : until;
  return now.toISOString().slice(0, 10) > day;
}

/** `*` within a folder, `**` across folders. */
function matches(glob: string, path: string): boolean {
  const pattern = glob
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${pattern}$`).test(path);
}
