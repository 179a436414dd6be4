import { resolve } from "node:path";
import { AdpError } from "../kernel/errors.ts";
import { attempt, ProcessFailure, run } from "../kernel/process.ts";
import { NO_REPOSITORY } from "./errors.ts";
import type { ScannedText } from "./finding.ts";

/** The top folder of the repository around a folder. */
export async function repositoryTop(cwd: string): Promise<string> {
  const result = await attempt(["git", "rev-parse", "--show-toplevel"], { cwd });
  if (!(result instanceof ProcessFailure)) return result.stdout.trimEnd();
  throw new AdpError(NO_REPOSITORY, {
    what: `${cwd} is in no git repository.`,
    evidence: result.kind === "spawn-failed" ? ["git was not found on PATH"] : result.tail(2),
    next: ["cd into the clone"],
    cause: result,
  });
}

/** What a commit would hold: the staged contents, also where the work tree has gone on since. */
export async function stagedTexts(cwd: string): Promise<ScannedText[]> {
  const top = await repositoryTop(cwd);
  const { stdout } = await run(["git", "diff", "--cached", "--name-only", "-z", "--diff-filter=ACMRT"], {
    cwd: top,
  });
  const texts: ScannedText[] = [];
  for (const path of await withoutExempt(names(stdout), top)) {
    const content = await attempt(["git", "cat-file", "blob", `:${path}`], { cwd: top });
    // A submodule has no content of its own here.
    if (!(content instanceof ProcessFailure)) texts.push({ path, content: content.stdout });
  }
  return texts;
}

/** Every file that git tracks or would add, below a folder. */
export async function repositoryFiles(folder: string): Promise<string[]> {
  await repositoryTop(folder);
  const { stdout } = await run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: folder,
  });
  return (await withoutExempt(names(stdout), folder)).map((name) => resolve(folder, name));
}

/** Without the files that .gitattributes takes out by `-secretscan`: made-up logins of tests, generated programs. */
async function withoutExempt(paths: readonly string[], cwd: string): Promise<string[]> {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${path}\0`).join("");
  const { stdout } = await run(["git", "check-attr", "-z", "--stdin", "secretscan"], { cwd, input });
  // path, attribute, value, and again
  const fields = stdout.split("\0");
  const exempt = new Set(fields.filter((_, index) => index % 3 === 0 && fields[index + 2] === "unset"));
  return paths.filter((path) => !exempt.has(path));
}

function names(stdout: string): string[] {
  return [...new Set(stdout.split("\0").filter((name) => name !== ""))];
}
