import { join } from "node:path";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { compareVersions } from "../kernel/version.ts";
import type { Environment } from "./environment.ts";
import { findings as kinds } from "./errors.ts";
import type { Platform } from "./platform-file.ts";
import { parsedRelease, type Release, releaseText } from "./release.ts";
import { type Finding, finding } from "./verify.ts";

/** What a release that `git revert` brought back does not bring back with it. */
export interface WayBack {
  /** What must be restored before it may run. */
  readonly findings: readonly Finding[];
  /** What only the cluster knows. */
  readonly unseen: readonly string[];
}

/** Holds a release against the one that git has before it. */
export async function wayBack(
  platform: Platform,
  environment: Environment,
  release: Release,
): Promise<WayBack> {
  const before = await releaseBefore(platform, environment, release);
  if (before === undefined || Date.parse(release.since) >= Date.parse(before.since))
    return { findings: [], unseen: [] };
  const { deploy, name } = environment;
  return {
    findings:
      compareVersions(release.airflow, before.airflow) >= 0
        ? []
        : [
            finding(
              kinds.WAY_BACK,
              join("environments", name, "release.yaml"),
              `Airflow goes back from ${before.airflow} to ${release.airflow}, and its database does not: restore the backup of the metadata database of ${name} of before ${before.since}, and then say so with --restored`,
            ),
          ],
    unseen:
      deploy === undefined || before.commit === release.commit
        ? []
        : [
            `the tables of ${deploy.models}: this release is older than the one before it, and its deploy refuses to start where a table has changed since; restore the backup of the warehouse of before ${before.since} in that case`,
          ],
  };
}

/** The release that git had last, and that is another one. */
async function releaseBefore(
  { folder }: Platform,
  { name }: Environment,
  release: Release,
): Promise<Release | undefined> {
  const path = `environments/${name}/release.yaml`;
  const log = await attempt(["git", "log", "-2", "--format=%H", "--", path], { cwd: folder });
  if (log instanceof ProcessFailure) return undefined;
  for (const commit of log.stdout.split("\n").filter(Boolean)) {
    const shown = await attempt(["git", "show", `${commit}:./${path}`], { cwd: folder });
    // A commit that removed the file: nothing ran.
    if (shown instanceof ProcessFailure) continue;
    const found = parsedRelease(shown.stdout);
    if (found !== undefined && releaseText(found) !== releaseText(release)) return found;
  }
  return undefined;
}
