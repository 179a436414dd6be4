import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Docker,
  baseImageOf,
  imageName,
  isImageName
} from "./shared-docker-base-image.mjs";
import {
  _enum,
  _regex,
  array,
  nullable,
  object,
  optional,
  record,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  ask,
  attempt,
  makeFolder,
  privateFolder,
  readIfPresent,
  readOrdinary,
  tryJson,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  compareVersions
} from "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  act,
  adp,
  again,
  defineErrors,
  either,
  errnoOf,
  platformRoot,
  run,
  shell,
  stagedName
} from "./shared-commands-list.mjs";

// packages/adp/src/datakit/journal.ts
import { chmodSync, readdirSync as readdirSync2, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join as join3 } from "node:path";

// packages/adp/src/datakit/errors.ts
var {
  KIT_NAME,
  KIT_EXISTS,
  KIT_TEMPLATE,
  KIT_PLACE,
  KIT_NO_LOCK,
  KIT_LOCK,
  KIT_BASE,
  KIT_DIRTY,
  KIT_CONFLICTS,
  KIT_UNFINISHED,
  KIT_NO_UPDATE,
  KIT_LINK,
  KIT_GIT,
  KIT_CHANGED,
  KIT_ADOPTED,
  KIT_NO_PROJECT,
  KIT_UNCONFIRMED,
  KIT_NO_COMMIT,
  KIT_NO_LAYER1,
  KIT_BUILD,
  KIT_TESTS,
  KIT_LEAK,
  KIT_PROMISE,
  KIT_NO_FOLDER,
  KIT_NEWER
} = defineErrors({
  KIT_NAME: ["ADP-KIT-001", Exit.usage, "This is not a valid datakit name."],
  KIT_EXISTS: ["ADP-KIT-002", Exit.usage, "The folder exists already."],
  KIT_TEMPLATE: ["ADP-KIT-003", Exit.platform, "The template cannot be rendered."],
  KIT_PLACE: ["ADP-KIT-004", Exit.usage, "The datakit's folder cannot be created there."],
  KIT_NO_LOCK: ["ADP-KIT-005", Exit.usage, "This folder was not made from the template."],
  KIT_LOCK: ["ADP-KIT-006", Exit.usage, "datakit.lock cannot be read."],
  KIT_BASE: ["ADP-KIT-007", Exit.platform, "The template's earlier version cannot be found."],
  KIT_DIRTY: ["ADP-KIT-008", Exit.usage, "The datakit has changes that are not committed."],
  KIT_CONFLICTS: ["ADP-KIT-009", Exit.job, "The update has conflicts."],
  KIT_UNFINISHED: ["ADP-KIT-010", Exit.usage, "An update is not finished."],
  KIT_NO_UPDATE: ["ADP-KIT-011", Exit.usage, "There is no update to go on with, or to undo."],
  KIT_LINK: ["ADP-KIT-012", Exit.usage, "A file of the template would be written outside the datakit."],
  KIT_GIT: ["ADP-KIT-013", Exit.platform, "git cannot merge the update."],
  KIT_CHANGED: ["ADP-KIT-014", Exit.usage, "A file has changed since the update."],
  KIT_ADOPTED: ["ADP-KIT-015", Exit.usage, "This folder is a datakit already."],
  KIT_NO_PROJECT: ["ADP-KIT-016", Exit.usage, "This folder is not an Airflow project."],
  KIT_UNCONFIRMED: ["ADP-KIT-017", Exit.usage, "A project is adopted after a yes."],
  KIT_NO_COMMIT: ["ADP-KIT-018", Exit.usage, "The datakit has no commit that an image could be built from."],
  KIT_NO_LAYER1: ["ADP-KIT-019", Exit.platform, "The datakit's Layer 1 is not here."],
  KIT_BUILD: ["ADP-KIT-020", Exit.job, "The datakit's image cannot be built."],
  KIT_TESTS: ["ADP-KIT-021", Exit.job, "The datakit's tests fail in its image, or there are none."],
  KIT_LEAK: ["ADP-KIT-022", Exit.credential, "The datakit's image contains a credential."],
  KIT_PROMISE: ["ADP-KIT-023", Exit.job, "The datakit's image does not keep Layer 1's promise."],
  KIT_NO_FOLDER: ["ADP-KIT-024", Exit.usage, "The folder that was to be searched is not there."],
  KIT_NEWER: ["ADP-KIT-025", Exit.usage, "The datakit is newer than this platform's template."]
});

// packages/adp/src/datakit/lock.ts
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
var lockPath = ".adp/datakit.lock", words = string().check(_regex(/^[^\0]*$/)), lockSchema = object({
  template: object({
    version: string(),
    /** Where the template's repository is, without a login; absent where only this machine knows. */
    repository: optional(string()),
    /** Absent where the template had changes that were not committed. */
    commit: optional(string())
  }),
  answers: record(words, words),
  /** Files of the template that are the datakit's own: an update neither changes nor brings them. */
  own: optional(array(words)),
  /** The sha256 of each file as the template gave it. */
  files: record(words, string())
});
function readLock(folder) {
  let place = join(folder, lockPath);
  if (!existsSync(place))
    throw new AdpError(KIT_NO_LOCK, {
      what: `${folder} has no ${lockPath}.`,
      why: "`adp datakit new` and cookiecutter write it; it says which template a datakit was made from.",
      next: [
        either(
          [act("go into the folder of a datakit"), again],
          run(adp`datakit adopt`, "makes the Airflow project in this folder a datakit")
        )
      ]
    });
  let lock = tryJson(readOrdinary(place) ?? "", lockSchema);
  if (lock !== void 0) return lock;
  throw new AdpError(KIT_LOCK, {
    what: `${lockPath} does not have the expected form.`,
    why: "adp writes it; it is not changed by hand.",
    next: [
      either(
        run(shell`git checkout HEAD -- ${lockPath}`, "takes the committed one"),
        run(adp`datakit new ${"NAME"} --into /tmp`, "makes one to compare with")
      ),
      again
    ]
  });
}
async function lockOf(template, { answers, files }, own = []) {
  return {
    template: await templateFacts(template),
    answers,
    ...own.length === 0 ? {} : { own: [...own] },
    files: Object.fromEntries(
      [...files].filter(([path]) => !own.includes(path)).map(([path, { content }]) => [path, sha256(content)])
    )
  };
}
function lockText(lock) {
  return `${JSON.stringify(lock, null, 2)}
`;
}
function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}
async function templateFacts(template) {
  let [remote, { version, commit }] = await Promise.all([
    attempt(["git", "-C", template, "remote", "get-url", "origin"]),
    templateState(template)
  ]), repository = remote instanceof ProcessFailure ? void 0 : publicAddress(remote.stdout.trim());
  return {
    version,
    ...repository === void 0 ? {} : { repository },
    ...commit === void 0 ? {} : { commit }
  };
}
async function templateState(template) {
  let version = templateVersion(template), done = await ask(["git", "-C", template, ...["status", "--porcelain=v2", "--branch", "--", "."]]);
  if (done instanceof ProcessFailure) return { version };
  let lines = done.stdout.trim().split(`
`), commit = /^# branch\.oid ([0-9a-f]{40,})$/m.exec(done.stdout)?.[1];
  return commit === void 0 || lines.some((line) => !line.startsWith("# ")) ? { version } : { version, commit };
}
function platformTemplate() {
  return join(platformRoot(), "cookiecutter-layer2-datakit");
}
function templateVersion(template) {
  return readIfPresent(join(template, "VERSION"))?.trim() ?? "0";
}
function publicAddress(address) {
  let url = /^(https?|ssh|git):\/\/(?:[^/@]*@)?([^/@]+)\/(.+)$/.exec(address);
  if (url !== null) return `${url[1]}://${url[2]}/${url[3]}`;
  let short = /^(?:[^/@:]+@)?([\w.-]{2,}):(?!\/\/)\/?(.+)$/.exec(address);
  return short === null ? void 0 : `ssh://${short[1]}/${short[2]}`;
}

// packages/adp/src/datakit/worktree.ts
import { existsSync as existsSync2, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join as join2, posix } from "node:path";
function gitHere(...words2) {
  return ["git", ...["safe.bareRepository=explicit", "core.fsmonitor=false", "core.hooksPath=/dev/null"].flatMap((setting) => ["-c", setting]), ...words2];
}
var largest = 10 * 1024 * 1024;
async function readWorktree(folder, also) {
  let listed = await attempt(gitHere("ls-files", "-z", "--cached", "--others", "--exclude-standard"), {
    cwd: folder
  }), paths = listed instanceof ProcessFailure ? allFiles(folder) : listed.stdout.split("\0"), files = /* @__PURE__ */ new Map(), known = new Set(also);
  for (let path of /* @__PURE__ */ new Set([...paths, ...known])) {
    let file = path === "" || path === lockPath || path.startsWith(".adp/run/") || !known.has(path) && (factsOf(join2(folder, path))?.size ?? 0) > largest ? void 0 : readTreeFile(folder, path);
    file !== void 0 && files.set(path, file);
  }
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}
function readTreeFile(folder, path) {
  let place = join2(folder, path), facts = factsOf(place);
  if (facts !== void 0) {
    if (facts.isSymbolicLink()) return { content: readlinkSync(place, { encoding: "buffer" }), mode: "120000" };
    if (facts.isFile())
      return { content: readFileSync(place), mode: (facts.mode & 64) !== 0 ? "100755" : "100644" };
  }
}
function factsOf(place) {
  try {
    return lstatSync(place, { throwIfNoEntry: !1 });
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR") return;
    throw error;
  }
}
function allFiles(folder, below = "") {
  return readdirSync(join2(folder, below), { withFileTypes: !0 }).flatMap((entry) => {
    let path = posix.join(below, entry.name);
    return entry.isDirectory() ? entry.name === ".git" || existsSync2(join2(folder, path, ".git")) ? [] : allFiles(folder, path) : [path];
  });
}
async function demandClean(folder) {
  let done = await attempt(gitHere("status", "--porcelain", "--", "."), { cwd: folder }), outside = done instanceof ProcessFailure;
  if (!(!outside && done.stdout === ""))
    throw new AdpError(KIT_DIRTY, {
      what: outside ? `${folder} is in no git repository.` : "The datakit has changes that are not committed.",
      why: "After an update, `git diff` should show what the update changed, and nothing else.",
      evidence: outside ? [] : done.stdout.trimEnd().split(`
`).slice(0, 10),
      next: [
        either(
          outside ? run(shell`git init && git add . && git commit -m ${"Begin"}`) : run(shell`git add . && git commit`),
          act("add --allow-dirty; `adp datakit update --undo` takes the update back all the same")
        ),
        again
      ]
    });
}

// packages/adp/src/datakit/journal.ts
var journalPath = ".adp/run/update.json", side = object({ mode: _enum(["100644", "100755", "120000"]), content: string() }), schema = object({
  /** applying: it was cut off, and is taken back. conflicts: a person resolves them. done: it can be undone. */
  state: _enum(["applying", "conflicts", "done"]),
  /** The lock before it, and after it. */
  before: nullable(string()),
  lock: string(),
  conflicts: array(string()),
  changes: array(
    object({
      path: string(),
      before: nullable(side),
      after: nullable(object({ sha256: string() }))
    })
  )
}), Journal = class {
  constructor(folder) {
    this.folder = folder;
    this.#path = join3(folder, journalPath);
  }
  folder;
  #path;
  /** Refuses while an update has conflicts. One that was cut off is taken back first. */
  demandNone() {
    if (this.recover(), this.#read()?.state === "conflicts")
      throw new AdpError(KIT_UNFINISHED, {
        what: "The last update has conflicts that are not resolved.",
        next: [
          either(
            [act("resolve them"), run(adp`datakit update --continue`)],
            run(adp`datakit update --undo`, "takes it back")
          )
        ]
      });
  }
  /** Takes back an update that was cut off. Says whether there was one. */
  recover() {
    let entries2 = this.#read();
    return entries2?.state !== "applying" ? !1 : (this.#restore(entries2), !0);
  }
  /** Writes the changes: all of them, or, when one cannot be written, none. */
  apply(changes, { lock, conflicts }) {
    for (let { path } of changes) demandBelow(this.folder, path);
    let entries2 = {
      state: "applying",
      before: readIfPresent(join3(this.folder, lockPath)) ?? null,
      lock,
      conflicts: [...conflicts],
      changes: changes.map(({ path, before, after }) => ({
        path,
        before: before === void 0 ? null : { mode: before.mode, content: before.content.toString("base64") },
        after: after === void 0 ? null : { sha256: sha256(after.content) }
      }))
    };
    this.#write(entries2);
    try {
      for (let { path, after } of changes) after === void 0 && remove(this.folder, path);
      for (let { path, after } of changes) after !== void 0 && putFile(this.folder, path, after);
      conflicts.length === 0 && this.#writeLock(lock);
    } catch (error) {
      throw this.#restore(entries2), error;
    }
    this.#write({ ...entries2, state: conflicts.length === 0 ? "done" : "conflicts" });
  }
  hasConflicts() {
    return this.#read()?.state === "conflicts";
  }
  /** The files that still have marks; undefined where no update has conflicts. */
  unresolved() {
    this.recover();
    let entries2 = this.#read();
    if (entries2?.state === "conflicts")
      return entries2.conflicts.filter((path) => {
        let content = readTreeFile(this.folder, path)?.content;
        return content !== void 0 && /^(<{7}|>{7}) /m.test(content.toString("latin1"));
      });
  }
  /** After the conflicts: the lock is written, and the journal stays for an undo. */
  finish() {
    let entries2 = this.#read();
    entries2 !== void 0 && (this.#writeLock(entries2.lock), this.#write({ ...entries2, state: "done" }));
  }
  /** Takes the last update back. A file that was changed since is named, and nothing is touched (ADP-KIT-014). */
  undo() {
    let entries2 = this.#read();
    if (entries2 === void 0)
      throw new AdpError(KIT_NO_UPDATE, {
        what: "There is no update to take back.",
        next: [act("use git for what was committed")]
      });
    let changed = entries2.state === "done" ? this.#changedSince(entries2) : [];
    if (changed.length > 0)
      throw new AdpError(KIT_CHANGED, {
        what: "Files have changed since the update; nothing was taken back.",
        evidence: changed,
        next: [act("take the update back with git, or save your changes elsewhere first")]
      });
    return this.#write({ ...entries2, state: "applying" }), this.#restore(entries2), entries2.changes.map(({ path }) => path);
  }
  #changedSince({ changes, conflicts }) {
    return changes.filter(({ path, after }) => {
      let now = readTreeFile(this.folder, path);
      return conflicts.includes(path) ? !1 : (now === void 0 ? void 0 : sha256(now.content)) !== after?.sha256;
    }).map(({ path }) => path);
  }
  #restore({ changes, before }) {
    demandBelow(this.folder, journalPath);
    for (let { path } of changes) demandBelow(this.folder, path, this.#path);
    for (let path of [...changes.map(({ path: path2 }) => path2), lockPath]) removeStaged(this.folder, path);
    for (let { path, before: was } of changes) was === null && remove(this.folder, path);
    for (let { path, before: was } of changes)
      was !== null && putFile(this.folder, path, { mode: was.mode, content: Buffer.from(was.content, "base64") });
    before !== null ? this.#writeLock(before) : rmSync(join3(this.folder, lockPath), { force: !0 }), rmSync(this.#path, { force: !0 });
  }
  #writeLock(text) {
    demandBelow(this.folder, lockPath), makeFolder(join3(this.folder, ".adp")), writeAtomic(join3(this.folder, lockPath), text, 420);
  }
  #read() {
    return tryJson(readOrdinary(this.#path) ?? "", schema);
  }
  #write(entries2) {
    demandBelow(this.folder, journalPath), privateFolder(dirname(this.#path)), writeAtomic(this.#path, JSON.stringify(entries2));
  }
};
function demandBelow(folder, path, journal) {
  let outside = isOutside(path), link = outside ? void 0 : linkAbove(folder, path);
  if (!outside && link === void 0) return;
  let mend = outside ? `correct the answers in ${lockPath}` : "put a folder in the place of the link";
  throw new AdpError(KIT_LINK, {
    what: `The update would write ${path}.`,
    why: outside ? "A template writes below the datakit's folder only." : `${link} is a symbolic link.`,
    next: [act(journal === void 0 ? mend : `remove ${journal}, which no update of adp's wrote`)]
  });
}
function isOutside(path) {
  let parts = path.split("/");
  return parts.includes("..") || parts.some(isGit) || path.startsWith("/");
}
function isGit(part) {
  return /^(?:\.git|git~1)[. ]*(?::.*)?$/i.test(
    part.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
  );
}
function linkAbove(folder, path) {
  let parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => join3(folder, ...parts.slice(0, index + 1))).find((place) => factsOf(place)?.isSymbolicLink() === !0);
}
function putFile(folder, path, { content, mode }) {
  let place = join3(folder, path);
  if (makeFolder(dirname(place)), mode === "120000") {
    rmSync(place, { force: !0 }), symlinkSync(content, place);
    return;
  }
  let before = factsOf(place);
  before?.isSymbolicLink() === !0 && rmSync(place);
  let bits = (before?.isFile() === !0 ? before.mode : 420) & 438;
  writeAtomic(place, content, bits), chmodSync(place, mode === "100755" ? bits | (bits & 292) >> 2 : bits);
}
function remove(folder, path) {
  factsOf(join3(folder, path)) !== void 0 && rmSync(join3(folder, path), { force: !0 });
  for (let place = dirname(path); place !== "."; place = dirname(place)) {
    let whole = join3(folder, place);
    if (!isFolder(whole) || readdirSync2(whole).length > 0) return;
    rmdirSync(whole);
  }
}
function removeStaged(folder, path) {
  let place = dirname(join3(folder, path));
  if (isFolder(place))
    for (let name of readdirSync2(place))
      stagedName.test(name) && name.startsWith(`.${basename(path)}.`) && rmSync(join3(place, name));
}
function isFolder(path) {
  return factsOf(path)?.isDirectory() === !0;
}

// packages/adp/src/datakit/check.ts
async function checkDatakit(folder, template) {
  let unfinished = new Journal(folder).unresolved() !== void 0, lock = readLock(folder), now = await templateState(template), versions = { datakit: lock.template.version, platform: now.version };
  if (unfinished) return { template: versions, state: "unfinished" };
  let order = compareVersions(versions.datakit, versions.platform);
  if (order > 0) return { template: versions, state: "ahead" };
  let same = order === 0 && (await isUnchanged(template, lock, now) || await givesTheSame(folder, template, lock));
  return { template: versions, state: same ? "current" : "behind" };
}
async function isUnchanged(template, lock, { commit }) {
  let before = lock.template.commit;
  return before === void 0 || commit === void 0 || !/^[0-9a-f]{40}$/.test(before) ? !1 : before === commit ? !0 : !(await ask(["git", "-C", template, "diff", "--quiet", before, commit, "--", "."]) instanceof ProcessFailure);
}
async function givesTheSame(folder, template, lock) {
  let [{ answersOf }, { renderTemplate }] = await Promise.all([
    import("./datakit-answers.mjs"),
    import("./datakit-template.mjs")
  ]), rendered = renderTemplate(template, await answersOf(folder, template, lock));
  return JSON.stringify(lock.files) === JSON.stringify((await lockOf(template, rendered, lock.own)).files);
}

// packages/adp/src/datakit/dag-ids.ts
import { readdirSync as readdirSync3, readFileSync as readFileSync2 } from "node:fs";
import { join as join4 } from "node:path";
function dagIds(datakit) {
  let folder = join4(datakit, "dags"), ids = readdirSync3(folder, { recursive: !0, encoding: "utf8" }).filter(
    (name) => name.endsWith(".py")
  ).flatMap((name) => idsIn(readFileSync2(join4(folder, name), "utf8")));
  return [...new Set(ids)].sort();
}
var call = /(?<![\w.])DAG\(\s*["']([\w.-]+)["']/g, keyword = /(?<!\w)dag_id\s*=\s*["']([\w.-]+)["']/g, decorated = /^@dag(?:\((?:(?!dag_id|^def )[\s\S])*?\))?\s*\n(?:@.*\n)*def (\w+)/gm;
function idsIn(text) {
  return [call, keyword, decorated].flatMap(
    (pattern) => [...text.matchAll(pattern)].map((found) => found[1] ?? "")
  );
}

// packages/adp/src/datakit/image.ts
import { createHash as createHash2 } from "node:crypto";
import { basename as basename2, join as join5, resolve } from "node:path";

// packages/adp/src/datakit/major.ts
var majors = ["3", "2"], majorAnswer = "_airflow_major", layer1 = "layer1-airflow:latest", airflowLabel = "io.astronomer.docker.airflow.version";
async function localMajor(image = layer1, docker = new Docker()) {
  let format = `{{index .Config.Labels "${airflowLabel}"}}`, done = await docker.try(["image", "inspect", "--format", format, image], { timeoutMs: 5e3 });
  if (!(done instanceof ProcessFailure))
    return majors.find((major) => done.stdout.startsWith(`${major}.`));
}

// packages/adp/src/datakit/image.ts
var inputsLabel = "io.airflow-data-platform.layer1.inputs";
async function layer1State(folder, { docker, layer1: layer12 = layer1 }) {
  let from = baseImageOf(folder) ?? null, unknown = { from, pinned: !1, state: "unknown", contradictions: void 0 };
  if (from === null || !isImageName(from)) return unknown;
  let own = [datakitImage(folder), imageName(folder)], images;
  try {
    images = await docker.images([from, layer12, ...own]);
  } catch (error) {
    if (error instanceof AdpError) return unknown;
    throw error;
  }
  let [base, latest] = [from, layer12].map((one) => images.get(one));
  if (base === void 0) return { ...unknown, state: "missing" };
  let is = base.labels[inputsLabel], pinned = from !== layer12 && latest !== void 0 && latest.id !== base.id, built = own.flatMap((one) => images.get(one) ?? []), was = built.map((image) => image.labels[inputsLabel]), state = built.length === 0 ? "unbuilt" : is === void 0 || was.includes(void 0) ? "unknown" : was.includes(is) ? "current" : "behind";
  return {
    from,
    pinned,
    state,
    contradictions: is === void 0 ? void 0 : await contradictions(folder, docker, base)
  };
}
async function contradictions(folder, docker, base) {
  let text = readOrdinary(join5(folder, "requirements.txt")) ?? "";
  if (!/^\s*\w/m.test(text)) return [];
  let { contradictionsIn } = await import("./datakit-contradictions.mjs");
  return contradictionsIn(text, docker, base);
}
function datakitImage(folder) {
  let place = resolve(folder), config = readOrdinary(join5(place, ".astro", "config.yaml")) ?? "";
  return `${(/^\s*name:\s*["']?([\w.-]+)/m.exec(config)?.[1] ?? basename2(place)).toLowerCase()}_${createHash2("md5").update(place).digest("hex").slice(0, 6)}/airflow:latest`;
}

// packages/adp/src/datakit/lazy.ts
async function planAdoption(...args) {
  return (await import("./datakit-adopt-adopt.mjs")).planAdoption(...args);
}
async function adoptDatakit(...args) {
  return (await import("./datakit-adopt-adopt.mjs")).adoptDatakit(...args);
}
async function patchOf(...args) {
  return (await import("./datakit-patch.mjs")).patchOf(...args);
}
async function pushDatakit(...args) {
  return (await import("./datakit-push.mjs")).pushDatakit(...args);
}
async function removePushTrial(...args) {
  return (await import("./datakit-push.mjs")).removePushTrial(...args);
}
async function rebuildDatakit(...args) {
  return (await import("./datakit-rebuild.mjs")).rebuildDatakit(...args);
}
async function removeTrial(...args) {
  return (await import("./datakit-rebuild.mjs")).removeTrial(...args);
}
async function renderDatakit(...args) {
  return (await import("./datakit-render.mjs")).renderDatakit(...args);
}
async function planUpdate(...args) {
  return (await import("./datakit-update.mjs")).planUpdate(...args);
}
async function updateDatakit(...args) {
  return (await import("./datakit-update.mjs")).updateDatakit(...args);
}
async function continueUpdate(...args) {
  return (await import("./datakit-update.mjs")).continueUpdate(...args);
}
async function undoUpdate(...args) {
  return (await import("./datakit-update.mjs")).undoUpdate(...args);
}

// packages/adp/src/datakit/list.ts
import { existsSync as existsSync3, readdirSync as readdirSync4, statSync } from "node:fs";
import { join as join6, relative } from "node:path";
var skipped = /* @__PURE__ */ new Set(["node_modules", ".git", ".venv", "venv", "__pycache__"]), deepest = 6;
function listDatakits(folder, platform) {
  if (!existsSync3(folder))
    throw new AdpError(KIT_NO_FOLDER, {
      what: `There is no folder ${folder}.`,
      next: [act("correct the folder's name"), again]
    });
  return locks(folder, 0).map((place) => describe(folder, place, platform)).sort((a, b) => a.folder < b.folder ? -1 : 1);
}
function locks(folder, depth) {
  return existsSync3(join6(folder, lockPath)) ? [folder] : depth === deepest ? [] : entries(folder).filter((entry) => entry.isDirectory() && !skipped.has(entry.name)).flatMap((entry) => locks(join6(folder, entry.name), depth + 1));
}
function entries(folder) {
  try {
    return readdirSync4(folder, { withFileTypes: !0 });
  } catch {
    return [];
  }
}
function describe(from, place, platform) {
  let lock = tryJson(readOrdinary(join6(place, lockPath)) ?? "", lockSchema), dockerfile = readOrdinary(join6(place, "Dockerfile")) ?? "";
  return {
    folder: relative(from, place) || ".",
    name: lock?.answers.datakit_name ?? "",
    template: lock?.template.version ?? null,
    state: stateOf(place, lock?.template.version, platform),
    layer1: /^FROM\s+(?:\S+\/)?layer1-airflow:(\S+)/m.exec(dockerfile)?.[1] ?? null,
    airflow: readOrdinary(join6(place, ".airflow-version"))?.trim() || lock?.answers[majorAnswer] || null,
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
  let log = join6(place, ".git", "logs", "HEAD");
  return statSync(existsSync3(log) ? log : join6(place, lockPath)).mtime;
}

export {
  KIT_NAME,
  KIT_EXISTS,
  KIT_TEMPLATE,
  KIT_PLACE,
  KIT_BASE,
  KIT_CONFLICTS,
  KIT_NO_UPDATE,
  KIT_LINK,
  KIT_GIT,
  KIT_ADOPTED,
  KIT_NO_PROJECT,
  KIT_UNCONFIRMED,
  KIT_NO_COMMIT,
  KIT_NO_LAYER1,
  KIT_BUILD,
  KIT_TESTS,
  KIT_LEAK,
  KIT_PROMISE,
  KIT_NEWER,
  lockPath,
  readLock,
  lockOf,
  lockText,
  sha256,
  platformTemplate,
  templateVersion,
  gitHere,
  readWorktree,
  readTreeFile,
  demandClean,
  Journal,
  demandBelow,
  isOutside,
  putFile,
  majors,
  majorAnswer,
  layer1,
  localMajor,
  listDatakits,
  dagIds,
  layer1State,
  datakitImage,
  planAdoption,
  adoptDatakit,
  patchOf,
  pushDatakit,
  removePushTrial,
  rebuildDatakit,
  removeTrial,
  renderDatakit,
  planUpdate,
  updateDatakit,
  continueUpdate,
  undoUpdate,
  checkDatakit
};
