import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  ProcessFailure
} from "./shared-npm-commander-esm.mjs";

// packages/adp/src/datakit/trial.ts
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
async function buildTrial(docker, folder, tag) {
  let netrc = join(homedir(), ".netrc"), built = await docker.tryBuild({
    folder,
    tag,
    args: {},
    contexts: {},
    labels: {},
    // Layer 1's last steps take a login of the package index from there.
    ...existsSync(netrc) ? { secrets: { netrc } } : {}
  });
  return built instanceof ProcessFailure ? built : void 0;
}
async function testTrial(docker, tag) {
  let done = await docker.try(["run", "--rm", tag, "pytest", "tests"]), said = `${done.stdout}
${done.stderr}`.trim().split(`
`), summary = said.findLast((line) => /\b(passed|failed|errors?|no tests ran)\b/.test(line));
  return {
    ok: !(done instanceof ProcessFailure),
    summary: summary?.replaceAll(/^=+ | =+$/g, ""),
    evidence: said.slice(-12)
  };
}

export {
  buildTrial,
  testTrial
};
