import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  buildTrial,
  testTrial
} from "./shared-datakit-trial.mjs";
import {
  KIT_BUILD,
  KIT_LEAK,
  KIT_NO_COMMIT,
  KIT_NO_LAYER1,
  KIT_PROMISE,
  KIT_TESTS,
  demandClean
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import {
  airflowLabel,
  brokenPromise,
  imageSbom,
  layer1Folder,
  planAccess,
  pushImage,
  readLayer1Settings,
  referenceOf,
  repositoryOf,
  runtimeLabel,
  scanImage
} from "./shared-npm-b4a-index.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import {
  baseImageOf
} from "./shared-docker-base-image.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  ProcessFailure,
  attempt
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  AdpError,
  act,
  adp,
  again,
  either,
  platformRoot,
  run,
  shell
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/datakit/push.ts
import { join } from "node:path";
async function pushDatakit(options) {
  let { docker, folder, progress, note, env = process.env } = options, repository = repositoryOf(options.repository), commit = await commitOf(folder), layer1 = await layer1Image(docker, folder);
  try {
    let image = await progress.step("Image", () => build(docker, folder)), tests = await progress.step("Tests, in the image", () => test(docker)), scan = await progress.step(
      "No credential in the image",
      () => scanned({ ...options, env }, image, layer1)
    );
    await progress.step("Layer 1's promise", () => demandPromise({ ...options, env }, image));
    let pushed = (/* @__PURE__ */ new Date()).toISOString().replace(/\.\d+Z$/, "Z"), sbom = await imageSbom(docker, trial, pushed), tag = commit.slice(0, 12), sent = await progress.step(
      "Push",
      () => pushImage(`${repository}:${tag}`, image, { docker, env, note })
    );
    return { record: {
      image: repository,
      digest: referenceOf(repository, sent).slice(repository.length + 1),
      airflow: image.labels[airflowLabel] ?? "",
      runtime: image.labels[runtimeLabel] ?? "none",
      commit,
      pushed,
      scan,
      tests,
      providers: providersIn(sbom),
      promise: { kept: !0 }
    }, sbom };
  } finally {
    await removePushTrial(docker);
  }
}
var trial = `adp-push:${process.pid}`;
async function removePushTrial(docker) {
  await docker.try(["rmi", "--no-prune", trial]);
}
async function commitOf(folder) {
  let head = await attempt(["git", "rev-parse", "HEAD"], { cwd: folder });
  if (head instanceof ProcessFailure)
    throw new AdpError(KIT_NO_COMMIT, {
      why: "A release names the commit that its image was built from.",
      next: [run(shell`git init && git add . && git commit -m "Begin"`), again],
      cause: head
    });
  return await demandClean(folder), head.stdout.trim();
}
async function layer1Image(docker, folder) {
  let from = baseImageOf(folder), image = from === void 0 ? void 0 : await docker.image(from);
  if (image !== void 0) return image;
  throw new AdpError(KIT_NO_LAYER1, {
    what: from === void 0 ? `${join(folder, "Dockerfile")} begins from no image that can be read.` : `${from}, which its Dockerfile begins from, is not here.`,
    next: [
      either(
        run(adp`layer1 pull REGISTRY/REPOSITORY@DIGEST`, "takes your company's"),
        run(adp`layer1 build`, "builds it here")
      ),
      again
    ]
  });
}
async function build(docker, folder) {
  let failure = await buildTrial(docker, folder, trial);
  if (failure !== void 0)
    throw new AdpError(KIT_BUILD, {
      evidence: failure.tail(12),
      next: [run(shell`docker build ${folder}`, "shows all that it printed"), again],
      cause: failure
    });
  let image = await docker.image(trial);
  if (image === void 0) throw new Error(`${trial} was built and is not there`);
  return image;
}
async function test(docker) {
  let { ok, summary = "", evidence } = await testTrial(docker, trial), passed = Number(/(\d+) passed/.exec(summary)?.[1] ?? 0);
  if (ok && passed > 0) return { passed, failed: 0 };
  throw new AdpError(KIT_TESTS, {
    what: passed === 0 && !/failed|error/.test(summary) ? "No test ran in the image." : `Tests fail in the image: ${summary}.`,
    why: "Only what was tested is promoted. Nothing was pushed.",
    evidence,
    next: [run(adp`dev test`, "runs them here"), again]
  });
}
async function scanned({ docker, note, env, root = platformRoot() }, image, layer1) {
  let place = layer1Folder(root), { leaks, summary } = await scanImage({
    docker,
    image,
    place,
    env,
    theirs: new Set(layer1.layers),
    pulled: layer1.labels["org.opencontainers.image.base.name"] ?? "docker.io/library/scratch",
    access: planAccess(place, readLayer1Settings(place, env), env),
    warn: (lines) => {
      for (let line of lines) note(`  ! ${line}`);
    }
  }), [first] = leaks;
  if (first === void 0) return { found: 0, layers: summary.layers };
  throw new AdpError(KIT_LEAK, {
    what: `The image contains ${leaks.length === 1 ? "a credential" : `${leaks.length} credentials`}: ${first.what} in ${first.path}.`,
    why: "Everyone who may pull it can read it. Nothing was pushed.",
    evidence: leaks.slice(0, 12).map(({ path, what }) => `${path}  ${what}`),
    next: [
      act("remove it from the datakit, or name its file in .dockerignore"),
      act("replace the credential, if it was ever pushed"),
      again
    ]
  });
}
async function demandPromise({ docker, env, root = platformRoot() }, image) {
  let place = layer1Folder(root), settings = readLayer1Settings(place, env), broken = await brokenPromise({ docker, place, settings, name: "the datakit's image", image, env });
  if (broken !== void 0)
    throw new AdpError(KIT_PROMISE, {
      what: `The image does not keep Layer 1's promise (${broken.check.name}): ${broken.what}`,
      why: "The datakit's packages changed what Layer 1 brings. Nothing was pushed.",
      next: [act("correct requirements.txt and packages.txt"), again]
    });
}
function providersIn(sbom) {
  return [...sbom.matchAll(/"pkg:pypi\/apache-airflow-providers-([\w-]+)@/g)].map(([, name = ""]) => name).sort();
}
export {
  pushDatakit,
  removePushTrial
};
