import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Docker } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";

/** Builds a datakit's image under a name that nobody uses yet. undefined where it was built. */
export async function buildTrial(
  docker: Docker,
  folder: string,
  tag: string,
): Promise<ProcessFailure | undefined> {
  const netrc = join(homedir(), ".netrc");
  const built = await docker.tryBuild({
    ...{ folder, tag, args: {}, contexts: {}, labels: {} },
    // Layer 1's last steps take a login of the package index from there.
    ...(existsSync(netrc) ? { secrets: { netrc } } : {}),
  });
  return built instanceof ProcessFailure ? built : undefined;
}

export interface TrialTests {
  readonly ok: boolean;
  /** What pytest says last, without its frame: "5 passed in 3.21s". */
  readonly summary: string | undefined;
  /** The end of what it printed. */
  readonly evidence: readonly string[];
}

/** Runs a datakit's tests in its image. */
export async function testTrial(docker: Docker, tag: string): Promise<TrialTests> {
  const done = await docker.try(["run", "--rm", tag, "pytest", "tests"]);
  const said = `${done.stdout}\n${done.stderr}`.trim().split("\n");
  const summary = said.findLast((line) => /\b(passed|failed|errors?|no tests ran)\b/.test(line));
  return {
    ok: !(done instanceof ProcessFailure),
    summary: summary?.replaceAll(/^=+ | =+$/g, ""),
    evidence: said.slice(-12),
  };
}
