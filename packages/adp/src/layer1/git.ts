import { attempt, ProcessFailure } from "../kernel/process.ts";

export interface Commit {
  readonly hash: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The time of a build without a commit: 1980-01-01, as in zip files. */
export const noTime = 315_532_800;

/** The last commit that touched any of these paths; undefined without git, or where none did. */
export async function lastCommit(root: string, paths: readonly string[]): Promise<Commit | undefined> {
  const result = await attempt(["git", "log", "-1", "--format=%H %ct", "--", ...paths], { cwd: root });
  // Without git, or in an unpacked archive, the labels simply lack the commit.
  if (result instanceof ProcessFailure) return undefined;
  const [hash, time] = result.stdout.trim().split(" ");
  return hash && time ? { hash, time: Number(time) } : undefined;
}
