import { act, again, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { allowListName } from "./allow-list.ts";
import { errors } from "./errors.ts";
import { foundError, isFound } from "./found.ts";
import { adviceFor, type ScanReport } from "./report.ts";
import type { Scope } from "./scan.ts";
import { maskCredentials } from "./scan-text.ts";

/** What makes a scan fail: a credential, or a file that was not read. undefined: nothing. */
export function verdictOf(report: ScanReport, { kind }: Pick<Scope, "kind">): AdpError | undefined {
  const { findings, unread } = report;
  if (isFound(findings)) {
    const [first] = findings;
    return foundError(errors.SECRET_FOUND, findings, {
      why: kind === "files" || kind === "text" ? `It is ${first.what}.` : history,
      rotate: act(adviceFor(first)),
      next: [
        ...(kind === "history"
          ? [act("remove it from the history by git filter-repo, and have everybody clone again")]
          : []),
        act(
          "if it is made up for a test, exempt the file in .gitattributes: PATTERN -secretscan",
          `or this one in ${allowListName}, with a reason`,
        ),
        ...(kind === "staged" ? [addAgain(first.path), act("commit again")] : [again]),
      ],
    });
  }
  const [first] = unread;
  if (first === undefined) return undefined;
  return new AdpError(errors.INCOMPLETE, {
    what: `${unread.length === 1 ? "1 file was" : `${unread.length} files were`} not read.`,
    why: first.why,
    evidence: unread.slice(0, 20).map(({ path, why }) => `${maskCredentials(path)}: ${why}`),
    next: [run(shell`ls -l ${maskCredentials(first.path)}`, "shows who may read it"), again],
  });
}

const history = "What is committed stays in the history, even if you remove it later.";

/** From the top of the repository, where git's hook runs: the person may stand in any folder of it. */
function addAgain(path: string): Step {
  return maskCredentials(path) === path ? run(shell`git add ${`:/${path}`}`) : act("add the file again");
}
