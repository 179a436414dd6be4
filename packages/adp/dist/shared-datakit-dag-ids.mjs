import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Journal,
  layer1,
  localMajor,
  majorAnswer,
  nameMeant,
  nameTrouble,
  platformTemplate,
  putFile,
  readVariables,
  renderTemplate
} from "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import {
  buildTrial,
  testTrial
} from "./shared-datakit-trial.mjs";
import {
  KIT_EXISTS,
  KIT_NAME,
  KIT_PLACE,
  lockOf,
  lockPath,
  lockSchema,
  lockText
} from "./shared-datakit-errors.mjs";
import {
  baseImageOf,
  diagnoseFile,
  remedy,
  tryJson
} from "./shared-npm-zod-v4-locales-en.mjs";
import {
  ProcessFailure,
  attempt,
  makeFolder,
  readIfPresent
} from "./shared-kernel-files.mjs";
import {
  AdpError
} from "./shared-kernel-command-line.mjs";
import {
  compareVersions
} from "./shared-kernel-version.mjs";
import {
  act,
  adp,
  again,
  either,
  run,
  shell
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/datakit/dag-ids.ts
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
function dagIds(datakit) {
  let folder = join(datakit, "dags"), ids = readdirSync(folder, { recursive: !0, encoding: "utf8" }).filter(
    (name) => name.endsWith(".py")
  ).flatMap((name) => idsIn(readFileSync(join(folder, name), "utf8")));
  return [...new Set(ids)].sort();
}
var call = /(?<![\w.])DAG\(\s*["']([\w.-]+)["']/g, keyword = /(?<!\w)dag_id\s*=\s*["']([\w.-]+)["']/g, decorated = /^@dag(?:\((?:(?!dag_id|^def )[\s\S])*?\))?\s*\n(?:@.*\n)*def (\w+)/gm;
function idsIn(text) {
  return [call, keyword, decorated].flatMap(
    (pattern) => [...text.matchAll(pattern)].map((found) => found[1] ?? "")
  );
}

// packages/adp/src/datakit/image.ts
import { createHash } from "node:crypto";
import { basename, join as join2, resolve } from "node:path";
var inputsLabel = "io.airflow-data-platform.layer1.inputs";
async function layer1State(folder, { docker, layer1: layer12 = layer1 }) {
  let from = baseImageOf(folder) ?? null, unknown = { from, pinned: !1, state: "unknown", contradictions: void 0 };
  if (from === null) return unknown;
  let name = datakitImage(folder), images;
  try {
    images = await docker.images([from, layer12, name]);
  } catch (error) {
    if (error instanceof AdpError) return unknown;
    throw error;
  }
  let [base, latest, built] = [from, layer12, name].map((one) => images.get(one));
  if (base === void 0) return { ...unknown, state: "missing" };
  let [is, was] = [base, built].map((image) => image?.labels[inputsLabel]), pinned = from !== layer12 && latest !== void 0 && latest.id !== base.id;
  return {
    from,
    pinned,
    state: built === void 0 ? "unbuilt" : is === void 0 || was === void 0 ? "unknown" : is === was ? "current" : "behind",
    contradictions: is === void 0 ? void 0 : await contradictions(folder, docker, base)
  };
}
async function contradictions(folder, docker, base) {
  let text = readIfPresent(join2(folder, "requirements.txt")) ?? "";
  if (!/^\s*\w/m.test(text)) return [];
  let { contradictionsIn } = await import("./datakit-contradictions.mjs");
  return contradictionsIn(text, docker, base);
}
function datakitImage(folder) {
  let place = resolve(folder), config = readIfPresent(join2(place, ".astro", "config.yaml")) ?? "";
  return `${(/^\s*name:\s*["']?([\w.-]+)/m.exec(config)?.[1] ?? basename(place)).toLowerCase()}_${createHash("md5").update(place).digest("hex").slice(0, 6)}/airflow:latest`;
}

// packages/adp/src/datakit/lazy.ts
async function planAdoption(...args) {
  return (await import("./datakit-adopt-adopt.mjs")).planAdoption(...args);
}
async function adoptDatakit(...args) {
  return (await import("./datakit-adopt-adopt.mjs")).adoptDatakit(...args);
}
async function pushDatakit(...args) {
  return (await import("./datakit-push.mjs")).pushDatakit(...args);
}
async function removePushTrial(...args) {
  return (await import("./datakit-push.mjs")).removePushTrial(...args);
}

// packages/adp/src/datakit/list.ts
import { existsSync, readdirSync as readdirSync2, statSync } from "node:fs";
import { join as join3, relative } from "node:path";
var skipped = /* @__PURE__ */ new Set(["node_modules", ".git", ".venv", "venv", "__pycache__"]), deepest = 6;
function listDatakits(folder, platform) {
  return locks(folder, 0).map((place) => describe(folder, place, platform)).sort((a, b) => a.folder < b.folder ? -1 : 1);
}
function locks(folder, depth) {
  return existsSync(join3(folder, lockPath)) ? [folder] : depth === deepest ? [] : entries(folder).filter((entry) => entry.isDirectory() && !skipped.has(entry.name)).flatMap((entry) => locks(join3(folder, entry.name), depth + 1));
}
function entries(folder) {
  try {
    return readdirSync2(folder, { withFileTypes: !0 });
  } catch {
    return [];
  }
}
function describe(from, place, platform) {
  let lock = tryJson(readIfPresent(join3(place, lockPath)) ?? "", lockSchema), dockerfile = readIfPresent(join3(place, "Dockerfile")) ?? "";
  return {
    folder: relative(from, place) || ".",
    name: lock?.answers.datakit_name ?? "",
    template: lock?.template.version ?? null,
    state: stateOf(place, lock?.template.version, platform),
    layer1: /^FROM\s+(?:\S+\/)?layer1-airflow:(\S+)/m.exec(dockerfile)?.[1] ?? null,
    airflow: readIfPresent(join3(place, ".airflow-version"))?.trim() || lock?.answers[majorAnswer] || null,
    changed: lastChange(place).toISOString()
  };
}
function stateOf(place, version, platform) {
  if (version === void 0) return "unreadable";
  if (new Journal(place).hasConflicts()) return "unfinished";
  let order = compareVersions(version, platform);
  return order === 0 ? "current" : order < 0 ? "behind" : "ahead";
}
function lastChange(place) {
  let log = join3(place, ".git", "logs", "HEAD");
  return statSync(existsSync(log) ? log : join3(place, lockPath)).mtime;
}

// packages/adp/src/datakit/patch.ts
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join4 } from "node:path";
async function patchOf(changes) {
  let folder = mkdtempSync(join4(tmpdir(), "adp-diff-"));
  try {
    for (let { path, before, after } of changes)
      before !== void 0 && putFile(join4(folder, "a"), path, before), after !== void 0 && putFile(join4(folder, "b"), path, after);
    if (changes.length === 0) return "";
    for (let side of ["a", "b"]) makeFolder(join4(folder, side));
    let words = ["diff", "--no-index", "--no-color", "--no-prefix", "--no-ext-diff", "a", "b"], env = { GIT_DIR: void 0, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }, done = await attempt(["git", ...words], { cwd: folder, env });
    return done instanceof ProcessFailure ? done.stdout : "";
  } finally {
    rmSync(folder, { recursive: !0, force: !0 });
  }
}

// packages/adp/src/datakit/rebuild.ts
async function rebuildDatakit(folder, { docker, layer1: layer12, always }) {
  let started = performance.now(), { from, pinned, state } = await layer1State(folder, { docker, layer1: layer12 }), done = (result, tests = null, evidence = []) => ({
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

// packages/adp/src/datakit/render.ts
import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync as rmSync2, writeFileSync } from "node:fs";
import { dirname, join as join5, resolve as resolve2 } from "node:path";
async function renderDatakit(options) {
  let { name } = options, template = options.template ?? platformTemplate(), variables = readVariables(template), trouble = nameTrouble(name, variables._name_rules);
  if (trouble !== void 0) {
    let meant = nameMeant(name, variables._name_rules);
    throw new AdpError(KIT_NAME, {
      what: `"${name}" is not a valid datakit name.`,
      why: meant === void 0 ? trouble : `${trouble} Take "${meant}".`,
      next: [
        meant === void 0 ? run(adp`datakit new customer-360`, "an example") : run(adp`datakit new ${meant}`)
      ]
    });
  }
  let airflow = majorAnswer in variables ? options.airflow ?? await localMajor() : void 0, rendered = renderTemplate(template, {
    datakit_name: name,
    ...options.description === void 0 ? {} : { description: options.description },
    ...airflow === void 0 ? {} : { [majorAnswer]: airflow }
  }), into = resolve2(options.into);
  if (!isSomething(into))
    throw new AdpError(KIT_PLACE, {
      what: `There is no folder ${into}.`,
      next: [either(run(adp`datakit new ${name}`, "makes it here"), [run(shell`mkdir -p ${into}`), again])]
    });
  let folder = join5(into, rendered.name);
  if (isSomething(folder))
    throw new AdpError(KIT_EXISTS, {
      what: `${folder} exists already.`,
      why: "adp does not change an existing folder.",
      next: [act("choose another name, or move the folder away"), again]
    });
  let lock = lockText(await lockOf(template, rendered)), unfinished = `${folder}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    try {
      mkdirSync(unfinished);
      for (let [path, { content, mode }] of rendered.files) writeNew(join5(unfinished, path), content, mode);
      writeNew(join5(unfinished, lockPath), lock, 420), renameSync(unfinished, folder);
    } finally {
      rmSync2(unfinished, { recursive: !0, force: !0 });
    }
  } catch (error) {
    throw placeTrouble(error, into);
  }
  return folder;
}
function writeNew(path, content, mode) {
  mkdirSync(dirname(path), { recursive: !0 }), writeFileSync(path, content), chmodSync(path, mode);
}
function isSomething(path) {
  try {
    return lstatSync(path), !0;
  } catch {
    return !1;
  }
}
function placeTrouble(error, folder) {
  if (!(error instanceof Error && "syscall" in error)) return error;
  let kind = diagnoseFile(error), { next } = kind === void 0 ? { next: [] } : remedy(kind, { tool: "adp", folder }), elsewhere = run(adp`datakit new NAME --into FOLDER`, "takes another folder"), steps = next.flatMap((step) => "either" in step ? [] : [step]);
  return new AdpError(KIT_PLACE, {
    what: `The datakit cannot be created in ${folder}.`,
    why: error.message,
    next: steps.length === 0 ? [elsewhere] : [either(elsewhere, [...steps, again])],
    cause: error
  });
}

export {
  dagIds,
  layer1State,
  planAdoption,
  adoptDatakit,
  pushDatakit,
  removePushTrial,
  listDatakits,
  patchOf,
  rebuildDatakit,
  removeTrial,
  renderDatakit
};
