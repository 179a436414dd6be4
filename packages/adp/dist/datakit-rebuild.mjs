import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  buildTrial,
  testTrial
} from "./shared-datakit-trial.mjs";
import {
  datakitImage,
  layer1State
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/datakit/rebuild.ts
async function rebuildDatakit(folder, { docker, layer1, always }) {
  let started = performance.now(), { from, pinned, state } = await layer1State(folder, { docker, layer1 }), done = (result, tests = null, evidence = []) => ({
    folder,
    from,
    pinned,
    result,
    tests,
    evidence,
    seconds: Number(((performance.now() - started) / 1e3).toFixed(1))
  });
  if (state === "missing") return done("no Layer 1");
  if (!always && state !== "behind") return done("kept");
  let name = datakitImage(folder), trial = trialOf(name), failure = await buildTrial(docker, folder, trial);
  if (failure !== void 0) return done("build failed", null, failure.tail(12));
  try {
    let { ok, summary = null, evidence } = await testTrial(docker, trial);
    return ok ? (await docker.call(["tag", trial, name]), done("rebuilt", summary)) : done("tests failed", summary, evidence);
  } finally {
    await removeTrial(folder, docker);
  }
}
function trialOf(name) {
  return name.replace(/:latest$/, ":adp-rebuild");
}
async function removeTrial(folder, docker) {
  await docker.try(["rmi", "--no-prune", trialOf(datakitImage(folder))]);
}
export {
  rebuildDatakit,
  removeTrial
};
