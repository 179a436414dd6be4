import { join } from "node:path";
import type { Docker } from "../../docker/index.ts";
import { readIfPresent } from "../../kernel/files.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import { answersOf } from "../answers.ts";
import { templateAt } from "../base.ts";
import { type Lock, lockOf, lockText, sha256 } from "../lock.ts";
import type { Rendered } from "../template.ts";
import { readTreeFile } from "../worktree.ts";

interface Origin {
  readonly version: string;
  readonly lock: string;
  readonly notes: readonly string[];
}

/** This part of a version's files has to be in a project, as the version gave them, to take it as the one that made it. */
const enough = 1 / 3;

/**
 * The version of the template that made a project before there were locks: of the template as it stands and of every commit of
 * its repository, the one that gives the most files of the project, byte for byte. Undefined where none is like it.
 */
export async function originOf(
  folder: string,
  template: string,
  name: string,
  docker: Docker,
): Promise<Origin | undefined> {
  const readme = readIfPresent(join(folder, "README.md")) ?? "";
  const description = /^# .+\n\n(.+)\n/.exec(readme)?.[1] ?? `Data products of ${name}`;
  const given = { datakit_name: name, description };
  const answers = await answersOf(folder, template, { answers: given }, docker);
  const log = await attempt(["git", "-C", template, "log", "--format=%H", "--", "."]);
  const commits = log instanceof ProcessFailure ? [] : log.stdout.split("\n").filter((line) => line !== "");
  let best: { same: number; lock: Lock } | undefined;
  for (const commit of [undefined, ...commits]) {
    const found = await templateAt(template, commit, answers);
    if (found === undefined) continue;
    const same = sameFiles(folder, found.rendered);
    if (same < enough * found.rendered.files.size || same <= (best?.same ?? 0)) continue;
    const lock = await lockOf(template, found.rendered);
    const { commit: head, ...facts } = lock.template;
    const at = commit ?? head;
    best = {
      same,
      lock: {
        ...lock,
        template: { ...facts, version: found.version, ...(at === undefined ? {} : { commit: at }) },
      },
    };
  }
  if (best === undefined) return undefined;
  const { version } = best.lock.template;
  const count = Object.keys(best.lock.files).length;
  return {
    version,
    lock: lockText(best.lock),
    notes: [
      `The template ${version} made it: ${best.same} of its ${count} files are here unchanged. \`adp datakit update\` goes on from there.`,
    ],
  };
}

function sameFiles(folder: string, { files }: Rendered): number {
  return [...files].filter(([path, { content }]) => {
    const now = readTreeFile(folder, path);
    return now !== undefined && content.length > 0 && sha256(now.content) === sha256(content);
  }).length;
}
