import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { installStep } from "../../kernel/machine.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import { type Check, problem, warning } from "../check.ts";
import { errors } from "../errors.ts";

const packages = { debian: "git", fedora: "git", macos: "git" };

/** `git merge-tree --write-tree`, with which a datakit is updated, came with 2.38; below, a temporary worktree does it. */
const since = [2, 38] as const;

export const git: Check = {
  id: "git",
  group: "Machine",
  flows: ["layer1", "datakit"],
  looksAt: "git on PATH, and its version",
  async look({ machine, env }) {
    const found = await attempt(["git", "--version"], { env, timeoutMs: 5000 });
    if (found instanceof ProcessFailure)
      return [
        problem(
          new AdpError(errors.GIT, {
            what: "git does not run.",
            why: `Datakits are repositories, and Layer 1 is labelled with its commit. ${found.message}.`,
            next: [installStep(packages, machine), again],
          }),
        ),
      ];
    const version = /(\d+)\.(\d+)[\d.]*/.exec(found.stdout);
    const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
    if (major > since[0] || (major === since[0] && minor >= since[1])) return `git ${version?.[0]}`;
    return [
      warning(
        new AdpError(errors.GIT, {
          what: `git is ${version?.[0] ?? "of an unknown version"}; adp is made for ${since.join(".")} or newer.`,
          why: "`adp datakit update` takes a slower way with it.",
          next: [installStep(packages, machine), run(shell`git --version`)],
        }),
      ),
    ];
  },
};
