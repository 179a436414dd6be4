import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  tryJson
} from "./shared-npm-zod-v4-locales-en.mjs";
import {
  ask
} from "./shared-kernel-ask.mjs";
import {
  ProcessFailure,
  attempt,
  readIfPresent
} from "./shared-kernel-files.mjs";
import {
  array,
  object,
  optional,
  record,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  AdpError,
  defineErrors
} from "./shared-kernel-command-line.mjs";
import {
  Exit,
  act,
  adp,
  again,
  either,
  errnoOf,
  run,
  shell
} from "./shared-cli-kit-src-bounded-log.mjs";

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
  KIT_PROMISE
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
  KIT_PROMISE: ["ADP-KIT-023", Exit.job, "The datakit's image does not keep Layer 1's promise."]
});

// packages/adp/src/datakit/lock.ts
import { createHash } from "node:crypto";
import { join } from "node:path";
var lockPath = ".adp/datakit.lock", lockSchema = object({
  template: object({
    version: string(),
    /** Where the template's repository is, without a login; absent where only this machine knows. */
    repository: optional(string()),
    /** Absent where the template had changes that were not committed. */
    commit: optional(string())
  }),
  answers: record(string(), string()),
  /** Files of the template that are the datakit's own: an update neither changes nor brings them. */
  own: optional(array(string())),
  /** The sha256 of each file as the template gave it. */
  files: record(string(), string())
});
function readLock(folder) {
  let text = readIfPresent(join(folder, lockPath));
  if (text === void 0)
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
  let lock = tryJson(text, lockSchema);
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
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join as join2, posix } from "node:path";
async function readWorktree(folder, also) {
  let listed = await attempt(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: folder
  }), paths = listed instanceof ProcessFailure ? allFiles(folder) : listed.stdout.split("\0"), files = /* @__PURE__ */ new Map();
  for (let path of /* @__PURE__ */ new Set([...paths, ...also])) {
    let file = path === "" || path === lockPath || path.startsWith(".adp/run/") ? void 0 : readTreeFile(folder, path);
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
    return entry.isDirectory() ? entry.name === ".git" || existsSync(join2(folder, path, ".git")) ? [] : allFiles(folder, path) : [path];
  });
}
async function demandClean(folder) {
  let done = await attempt(["git", "status", "--porcelain", "--", "."], { cwd: folder }), outside = done instanceof ProcessFailure;
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

export {
  KIT_NAME,
  KIT_EXISTS,
  KIT_TEMPLATE,
  KIT_PLACE,
  KIT_BASE,
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
  lockPath,
  lockSchema,
  readLock,
  lockOf,
  lockText,
  sha256,
  templateState,
  templateVersion,
  readWorktree,
  readTreeFile,
  factsOf,
  demandClean
};
