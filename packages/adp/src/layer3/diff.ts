import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, again, shell, run as step } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { Environment } from "./environment.ts";
import { errors } from "./errors.ts";
import type { Platform } from "./platform-file.ts";
import { type Files, writeFiles } from "./render.ts";

/** What render would change of what stands in git's last commit, as git shows it; empty where nothing. */
export async function diffToGit(
  { folder }: Platform,
  environment: Environment,
  files: Files,
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), "adp-layer3-"));
  try {
    const committed = new Map<string, string>();
    for (const path of files.keys()) {
      const shown = await attempt(["git", "show", `HEAD:./${path}`], { cwd: folder });
      if (!(shown instanceof ProcessFailure)) committed.set(path, shown.stdout);
    }
    writeFiles(join(scratch, "git"), committed);
    writeFiles(join(scratch, "render"), files);
    const place = join("environments", environment.name);
    const sides = ["git", "render"].map((side) => join(side, place));
    const words = ["diff", "--no-index", "--no-color", "--no-prefix", "--", ...sides];
    if (committed.size === 0) return [...files.keys()].map((path) => `new: ${path}\n`).join("");
    // git's own code: 1 where the sides differ.
    const done = await attempt(["git", ...words], { cwd: scratch });
    return done instanceof ProcessFailure ? done.stdout : "";
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What applying the rendered files would change in the cluster, as kubectl shows it. */
export async function diffToCluster({ folder }: Platform, environment: Environment): Promise<string> {
  const rendered = join(folder, "environments", environment.name, "rendered");
  if (!existsSync(rendered))
    throw new AdpError(errors.RELEASE, {
      what: `environments/${environment.name}/rendered is missing.`,
      next: [act("render the environment first"), again],
    });
  const done = await attempt(["kubectl", "--context", environment.context, "diff", "-f", rendered]);
  if (!(done instanceof ProcessFailure)) return "";
  if (done.code === 1) return done.stdout;
  throw clusterTrouble(done, environment);
}

export function clusterTrouble(failure: ProcessFailure, { context, name }: Environment): AdpError {
  const missing = failure.kind === "spawn-failed";
  return new AdpError(errors.CLUSTER, {
    what: missing
      ? "The program kubectl is not on PATH."
      : `The cluster of ${name} does not answer as expected.`,
    why: missing ? "adp asks clusters with it." : `kubectl asked with the context ${context}.`,
    evidence: missing ? [] : failure.tail(5),
    next: missing
      ? [act("install kubectl as https://kubernetes.io/docs/tasks/tools/ says"), again]
      : [step(shell`kubectl --context ${context} get pods`, "shows whether this login works"), again],
  });
}
