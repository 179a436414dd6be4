import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  answersOf
} from "./shared-datakit-answers.mjs";
import {
  renderTemplate
} from "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import {
  Journal,
  KIT_BASE,
  KIT_CONFLICTS,
  KIT_GIT,
  KIT_NEWER,
  KIT_NO_UPDATE,
  demandBelow,
  demandClean,
  gitHere,
  isOutside,
  layer1,
  localMajor,
  lockOf,
  lockPath,
  lockText,
  majorAnswer,
  putFile,
  readLock,
  readTreeFile,
  readWorktree,
  sha256,
  templateVersion
} from "./shared-datakit-check.mjs";
import {
  array,
  nullable,
  nullish,
  number2 as number,
  object,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  attempt,
  openStream,
  parseJson,
  readIfPresent
} from "./shared-npm-commander-esm.mjs";
import {
  compareVersions
} from "./shared-kernel-version.mjs";
import {
  AdpError,
  act,
  adp,
  again,
  either,
  run,
  shell
} from "./shared-commands-list.mjs";

// packages/adp/src/datakit/update.ts
import { join as join4 } from "node:path";

// packages/adp/src/datakit/base.ts
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
async function findBase(folder, template, lock) {
  let missing = new Map(Object.entries(lock.files)), base = /* @__PURE__ */ new Map(), take = (path, file) => {
    file === void 0 || sha256(file.content) !== missing.get(path) || (base.set(path, file), missing.delete(path));
  }, now = treeOf(renderTemplate(template, lock.answers)), own = (tree) => new Map([...tree].map(([path, file]) => [path, { ...file, mode: now.get(path)?.mode ?? file.mode }])), sources = [
    () => fromCommit(template, lock),
    () => now,
    () => own(fromWorktree(folder, [...missing.keys()])),
    async () => own(await fromHistory(folder, [...missing.keys()], lock))
  ];
  for (let source of sources) {
    if (missing.size === 0) break;
    for (let [path, file] of await source() ?? []) take(path, file);
  }
  if (missing.size > 0) throw noBase(folder, template, lock, [...missing.keys()]);
  return base;
}
function fromWorktree(folder, paths) {
  return new Map(
    paths.flatMap((path) => {
      let file = readTreeFile(folder, path);
      return file === void 0 ? [] : [[path, file]];
    })
  );
}
function treeOf({ files }) {
  return new Map(
    [...files].map(([path, { content, mode }]) => [
      path,
      { content, mode: (mode & 64) !== 0 ? "100755" : "100644" }
    ])
  );
}
async function fromCommit(template, { template: { commit }, answers }) {
  if (commit === void 0 || !/^[0-9a-f]{40}$/.test(commit)) return;
  let found = await templateAt(template, commit, answers);
  return found === void 0 ? void 0 : treeOf(found.rendered);
}
async function templateAt(template, commit, answers) {
  if (commit === void 0)
    return { version: templateVersion(template), rendered: renderTemplate(template, answers) };
  let scratch = mkdtempSync(join(tmpdir(), "adp-template-"));
  try {
    let archive = join(scratch, "template.tar");
    return await attempt(["git", "-C", template, "archive", "--output", archive, commit, "."]) instanceof ProcessFailure || await attempt(["tar", "-xf", archive, "-C", scratch]) instanceof ProcessFailure ? void 0 : { version: templateVersion(scratch), rendered: renderTemplate(scratch, answers) };
  } finally {
    rmSync(scratch, { recursive: !0, force: !0 });
  }
}
async function fromHistory(folder, paths, lock) {
  let found = /* @__PURE__ */ new Map();
  for (let path of paths) {
    let log = await attempt(gitHere("log", "--all", "--no-show-signature", "--format=%H", "--", path), {
      cwd: folder
    });
    for (let commit of log instanceof ProcessFailure ? [] : log.stdout.split(`
`).filter(Boolean)) {
      let content = await blobAt(folder, commit, path);
      if (!(content === void 0 || sha256(content) !== lock.files[path])) {
        found.set(path, { content, mode: "100644" });
        break;
      }
    }
  }
  return found;
}
async function blobAt(folder, commit, path) {
  let { stdout, done } = await openStream(gitHere("cat-file", "blob", `${commit}:./${path}`), {
    cwd: folder
  }), chunks = [];
  for await (let chunk of stdout) chunks.push(Buffer.from(chunk));
  return await done instanceof ProcessFailure ? void 0 : Buffer.concat(chunks);
}
function noBase(folder, template, { template: from2 }, paths) {
  let { version, commit, repository } = from2;
  return new AdpError(KIT_BASE, {
    what: `The template's version ${version} cannot be found, from which this datakit was made.`,
    why: "Without it, your changes cannot be told from the template's. These files are as that version gave them neither here, nor in the history of the datakit, nor in the clone of the platform:",
    evidence: paths.slice(0, 8),
    next: [
      either(
        ...commit === void 0 ? [] : [
          run(
            repository === void 0 ? shell`git -C ${template} fetch origin ${commit}` : shell`git -C ${template} fetch ${repository} ${commit}`,
            "fetches that version"
          )
        ],
        act(`bring back the commit of ${folder} in which ${lockPath} has this version`)
      ),
      again
    ]
  });
}

// packages/adp/src/datakit/ruff.ts
import { mkdtempSync as mkdtempSync2, readFileSync, realpathSync, rmSync as rmSync2 } from "node:fs";
import { tmpdir as tmpdir2 } from "node:os";
import { join as join2, relative } from "node:path";
var position = object({ row: number(), column: number() }), diagnostics = array(
  object({
    code: nullable(string()),
    filename: string(),
    location: position,
    message: string(),
    fix: nullish(
      object({
        edits: array(object({ content: string(), location: position, end_location: position }))
      })
    )
  })
);
async function rewriteForAirflow3(ruff, files) {
  let folder = realpathSync(mkdtempSync2(join2(tmpdir2(), "adp-ruff-")));
  try {
    for (let [path, file] of files) putFile(folder, path, file);
    let check = async (rules, ...words) => {
      let argv = [ruff, "check", ...["--isolated", "--no-cache", "--quiet", "--exit-zero", "--output-format", "json"], "--select", rules, ...words, "--", "."], done = await attempt(argv, { cwd: folder });
      if (done instanceof ProcessFailure) throw done;
      return parseJson(done.stdout, diagnostics, { from: "ruff check", next: [] });
    }, before = new Set((await check("F401")).map(identity)), todo = await check("AIR3", "--fix", "--unsafe-fixes"), unused = (await check("F401")).filter(
      (one) => !before.has(identity(one)) && one.message.startsWith("`airflow.")
    );
    for (let name of new Set(unused.map(({ filename }) => filename))) {
      let text = readFileSync(name, "utf8"), path = relative(folder, name), edited = applyEdits(
        text,
        unused.filter(({ filename }) => filename === name)
      );
      putFile(folder, path, { mode: files.get(path)?.mode ?? "100644", content: Buffer.from(edited) });
    }
    let left = todo.length === 0 ? [] : await check("AIR3");
    return {
      files: new Map(
        [...files].map(([path, file]) => [path, { ...file, content: readFileSync(join2(folder, path)) }])
      ),
      todo: left.map(({ filename, location, message, code }) => ({
        path: relative(folder, filename),
        line: location.row,
        what: `${message.replace(/[;.]$/, "")} (${code ?? "not Python"})`
      }))
    };
  } finally {
    rmSync2(folder, { recursive: !0, force: !0 });
  }
}
function identity({ filename, message }) {
  return `${filename}\0${message}`;
}
function applyEdits(text, found) {
  let lines = text.split(/(?<=\n|\r(?!\n))/), starts = [0];
  for (let line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  let offset = ({ row, column }) => (starts[row - 1] ?? text.length) + [...lines[row - 1] ?? ""].slice(0, column - 1).join("").length;
  return [...new Map(
    found.flatMap(({ fix }) => fix?.edits ?? []).map((edit) => [
      `${edit.location.row}:${edit.location.column}`,
      { from: offset(edit.location), to: offset(edit.end_location), content: edit.content }
    ])
  ).values()].sort((a, b) => b.from - a.from).reduce((now, { from: from2, to, content }) => now.slice(0, from2) + content + now.slice(to), text);
}

// packages/adp/src/datakit/generation.ts
async function moveGeneration(tree, move) {
  let files = new Map(tree), notes = [];
  await moveImage(files, move, notes);
  let pinned = files.get(".airflow-version");
  pinned !== void 0 && !pinned.content.toString().startsWith(`${move.to}.`) && files.set(".airflow-version", { ...pinned, content: Buffer.from(`${move.line}
`) });
  let todo = move.to === "3" ? await movePython(files, move, notes) : listed(files, /\bairflow\.sdk\b/);
  return { tree: files, todo: [...todo, ...goneVariables(files, move.to)].sort(byPlace), notes };
}
var from = /^(FROM\s+(?:--\S+\s+)*)(\S+)/im;
async function moveImage(files, { to, majorOf = localMajor }, notes) {
  let dockerfile = files.get("Dockerfile"), text = dockerfile?.content.toString() ?? "", image = from.exec(text)?.[2];
  if (dockerfile === void 0 || image === void 0) return;
  let [mine, latest] = [await majorOf(image), await majorOf(layer1)];
  if (mine !== to) {
    if (latest === to && image !== layer1 && /(^|\/)layer1-airflow[:@]/.test(image)) {
      let content = Buffer.from(text.replace(from, `$1${layer1}`));
      files.set("Dockerfile", { ...dockerfile, content }), notes.push(`Dockerfile: ${image} has Airflow ${mine ?? "of an unknown version"}; it is ${layer1} now`);
      return;
    }
    notes.push(
      mine === void 0 ? `Dockerfile: ${image} is not here to be looked at; build it on Airflow ${to} before you build this datakit` : `Dockerfile: ${image} has Airflow ${mine} here; build it on Airflow ${to} before you build this datakit`
    );
  }
}
async function movePython(files, move, notes) {
  let python = new Map(
    [...files].filter(
      ([path, { mode }]) => path.endsWith(".py") && mode !== "120000" && !move.conflicts.includes(path)
    )
  ), marked = move.conflicts.filter((path) => path.endsWith(".py"));
  if (marked.length > 0 && notes.push(`not rewritten for Airflow ${move.to}, because of the conflicts: ${marked.join(", ")}`), python.size === 0) return [];
  let ruff;
  try {
    ruff = await move.ruff();
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    return notes.push(
      `ruff rewrites imports, and cannot be installed (${error.code}: ${error.message}); they are listed`
    ), listed(python, /\bairflow(?!\.sdk\b|\.providers\b)/);
  }
  let rewritten = await rewriteForAirflow3(ruff, python), todo = [...rewritten.todo];
  for (let [path, file] of rewritten.files) {
    let before = files.get(path)?.content.toString() ?? "";
    for (let { line, provider } of providers(file.content.toString()))
      provider !== "standard" && !before.includes(`airflow.providers.${provider}`) && todo.push({
        path,
        line,
        what: `needs apache-airflow-providers-${provider.replaceAll(".", "-")}: in Layer 1, or in requirements.txt`
      });
    files.set(path, file);
  }
  return todo;
}
function providers(text) {
  return text.split(`
`).flatMap((line, index) => {
    let path = /^\s*from airflow\.providers\.([\w.]+) import/.exec(line)?.[1];
    if (path === void 0) return [];
    let provider = path.replace(
      /\.(hooks|operators|sensors|triggers|transfers|decorators|utils|notifications|executors|secrets|log|version|models|assets|datasets)\b.*$/,
      ""
    );
    return [{ line: index + 1, provider }];
  });
}
function listed(files, module) {
  return places(
    files,
    (line) => /^\s*(from|import)\s+airflow\b/.test(line) && module.test(line) ? `may be elsewhere in the other generation: ${line.trim()}` : void 0
  ).filter(({ path }) => path.endsWith(".py"));
}
var gone = /\{\{[^}]*\b(execution_date|next_ds(?:_nodash)?|next_execution_date|prev_ds(?:_nodash)?|prev_execution_date(?:_success)?|tomorrow_ds(?:_nodash)?|yesterday_ds(?:_nodash)?)\b[^}]*\}\}/;
function goneVariables(files, to) {
  return to === "2" ? [] : places(files, (line) => {
    let name = gone.exec(line)?.[1];
    return name === void 0 ? void 0 : `\`${name}\` is no variable of templates any more in Airflow 3`;
  });
}
function places(files, look) {
  return [...files].flatMap(
    ([path, { content, mode }]) => mode === "120000" || content.includes(0) ? [] : content.toString().split(`
`).flatMap((text, index) => {
      let what = look(text);
      return what === void 0 ? [] : [{ path, line: index + 1, what }];
    })
  );
}
function byPlace(a, b) {
  return a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1;
}

// packages/adp/src/datakit/merge.ts
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync as mkdtempSync3, rmSync as rmSync3, writeFileSync } from "node:fs";
import { tmpdir as tmpdir3 } from "node:os";
import { join as join3 } from "node:path";
async function mergeTrees(sides, labels) {
  let folder = mkdtempSync3(join3(tmpdir3(), "adp-merge-"));
  try {
    await git(folder, ["init", "--quiet", "--bare", "."]), mkdirSync(join3(folder, "info"), { recursive: !0 }), writeFileSync(
      join3(folder, "info", "attributes"),
      `* !text !eol !ident !filter !working-tree-encoding !merge !diff
`
    );
    let blobs = new Blobs(folder);
    await git(folder, ["fast-import", "--quiet"], { input: blobs.stream(sides, labels) });
    let refs = [labels.ours, labels.theirs], tried = await attempt(
      gitWords(["merge-tree", "--write-tree", "-z", "--no-messages", ...refs]),
      inside(folder)
    );
    if (!(tried instanceof ProcessFailure) || tried.code === 1) {
      let [tree = "", ...entries] = tried.stdout.split("\0");
      return await blobs.merged(tree, entries);
    }
    if (tried.code === 129) return await mergeInWorktree(folder, refs, blobs);
    throw gitTrouble(tried);
  } finally {
    rmSync3(folder, { recursive: !0, force: !0 });
  }
}
async function mergeInWorktree(folder, [ours, theirs], blobs) {
  let place = join3(folder, "worktree");
  await git(folder, ["worktree", "add", "--quiet", place, ours]);
  let done = await attempt(gitWords(["merge", "--quiet", "--no-commit", "--no-ff", "--no-verify", theirs]), inside(place));
  if (done instanceof ProcessFailure && done.code !== 1) throw gitTrouble(done);
  let unmerged = await git(place, ["ls-files", "--unmerged", "-z"]);
  await git(place, ["add", "--all", "--force"]);
  let tree = await git(place, ["write-tree"]);
  return blobs.merged(tree.trim(), unmerged.split("\0"));
}
var Blobs = class {
  constructor(folder) {
    this.folder = folder;
  }
  folder;
  #known = /* @__PURE__ */ new Map();
  /** The three trees as git's fast-import reads them: https://git-scm.com/docs/git-fast-import */
  stream({ base, ours, theirs }, labels) {
    let parts = [], marks = /* @__PURE__ */ new Map();
    for (let { content } of [base, ours, theirs].flatMap((tree) => [...tree.values()])) {
      let oid = oidOf(content);
      marks.has(oid) || (marks.set(oid, marks.size + 1), this.#known.set(oid, content), parts.push(`blob
mark :${marks.size}
data ${content.length}
`, content, `
`));
    }
    let commit = (ref, tree, from2) => {
      let lines = [...tree].map(
        ([path, { content, mode }]) => `M ${mode} :${marks.get(oidOf(content))} ${quotedPath(path)}
`
      ), parent = from2 === void 0 ? "" : `from refs/heads/${from2}
`;
      parts.push(
        `commit refs/heads/${ref}
committer adp <adp> 0 +0000
data 0
${parent}deleteall
${lines.join("")}
`
      );
    };
    return commit("base", base), commit(labels.ours, ours, "base"), commit(labels.theirs, theirs, "base"), Buffer.concat(parts.map((part) => typeof part == "string" ? Buffer.from(part) : part));
  }
  /** The files of a tree, and of each path with stages 1 to 3 (`mode oid stage\tpath`) its sides. */
  async merged(tree, stages) {
    let files = /* @__PURE__ */ new Map();
    for (let entry of (await git(this.folder, ["ls-tree", "-r", "-z", tree])).split("\0")) {
      let [, mode = "", oid = "", path = ""] = /^(\d+) blob (\w+)\t(.*)$/s.exec(entry) ?? [];
      oid !== "" && files.set(path, await this.#file(mode, oid));
    }
    let conflicts = /* @__PURE__ */ new Map();
    for (let entry of stages) {
      let [, mode = "", oid = "", stage = "", path = ""] = /^(\d+) (\w+) ([123])\t(.*)$/s.exec(entry) ?? [];
      if (oid === "") continue;
      let side = { 1: "base", 2: "ours", 3: "theirs" }[stage], conflict = conflicts.get(path) ?? {};
      conflict[side] = await this.#file(mode, oid), conflicts.set(path, conflict);
    }
    return { tree: files, conflicts };
  }
  async #file(mode, oid) {
    if (mode !== "100644" && mode !== "100755" && mode !== "120000")
      throw new Error(`a file of mode ${mode}`);
    let content = this.#known.get(oid) ?? await this.#read(oid);
    return this.#known.set(oid, content), { content, mode };
  }
  async #read(oid) {
    let { stdout, done } = await openStream(gitWords(["cat-file", "blob", oid]), inside(this.folder)), chunks = [];
    for await (let chunk of stdout) chunks.push(Buffer.from(chunk));
    let ended = await done;
    if (ended instanceof ProcessFailure) throw gitTrouble(ended);
    return Buffer.concat(chunks);
  }
};
function oidOf(content) {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
function quotedPath(path) {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll(`
`, "\\n")}"`;
}
async function git(folder, words, options = {}) {
  let done = await attempt(gitWords(words), { ...inside(folder), ...options });
  if (done instanceof ProcessFailure) throw gitTrouble(done);
  return done.stdout;
}
function gitWords(words) {
  return ["git", ...Object.entries({
    "core.autocrlf": "false",
    "core.fileMode": "true",
    "core.symlinks": "true",
    "core.hooksPath": "/dev/null",
    "merge.conflictStyle": "merge",
    "merge.renames": "true",
    "merge.directoryRenames": "true",
    "init.defaultObjectFormat": "sha1",
    "user.name": "adp",
    "user.email": "adp"
  }).flatMap(([key, value]) => ["-c", `${key}=${value}`]), ...words];
}
function inside(folder) {
  return { cwd: folder, env: {
    GIT_DIR: void 0,
    GIT_WORK_TREE: void 0,
    GIT_INDEX_FILE: void 0,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C"
  } };
}
function gitTrouble(failure) {
  let missing = failure.kind === "spawn-failed";
  return new AdpError(KIT_GIT, {
    what: missing ? "The program git is not on PATH." : "git cannot merge the update.",
    why: missing ? "adp merges the template's changes with it." : `\`git ${failure.argv.at(-1)}\` failed.`,
    evidence: missing ? [] : failure.tail(5),
    next: [act(missing ? "install git" : "see what git says"), again]
  });
}

// packages/adp/src/datakit/update.ts
async function planUpdate(folder, template, { airflow } = {}) {
  let lock = readLock(folder);
  demandOlder(lock, template);
  let answers = await answersOf(folder, template, lock), chosen = airflow === void 0 ? {} : { [majorAnswer]: airflow }, rendered = renderTemplate(template, { ...answers, ...chosen }), theirs = new Map([...treeOf(rendered)].filter(([path]) => lock.own?.includes(path) !== !0));
  for (let path of theirs.keys()) isOutside(path) && demandBelow(folder, path);
  let next = await lockOf(template, rendered, lock.own), base = await findBase(folder, template, lock), ours = await readWorktree(folder, [...base.keys(), ...theirs.keys()]), labels = { ours: "yours", theirs: labelOf(next.template.version) }, { tree, conflicts } = await mergeTrees({ base, ours, theirs }, labels), result = new Map(tree), marked = [], notes = [];
  for (let [path, conflict] of conflicts) {
    let { note, beside } = settle(path, conflict, result, labels.theirs);
    note !== void 0 && notes.push(note), beside !== void 0 && result.set(beside.path, beside.file), note === void 0 && marked.push(path);
  }
  let moved = airflow === void 0 ? { tree: result, todo: [], notes: [] } : await moveGeneration(result, await moveTo(airflow, marked)), changes = changesBetween(ours, moved.tree);
  for (let { path } of changes) demandBelow(folder, path);
  return {
    from: lock.template.version,
    to: next.template.version,
    changes,
    conflicts: marked.sort(),
    notes: [...notes, ...moved.notes],
    todo: moved.todo,
    lock: lockText(next)
  };
}
function demandOlder({ template: { version } }, template) {
  let own = templateVersion(template);
  if (!(compareVersions(version, own) <= 0))
    throw new AdpError(KIT_NEWER, {
      what: `The datakit is from the template ${version}, newer than ${own}, which is here.`,
      why: "An update with the older template would take back what the newer one brought.",
      next: [run(shell`git -C ${template} pull`, "brings the newer template"), again]
    });
}
function labelOf(version) {
  return `template-${version.replaceAll(/[^\w.+-]+|\.(?!\w)/g, "-")}`;
}
async function moveTo(to, conflicts) {
  let { airflowLines, engineFolder, generationOf, pythonTool } = await import("./engine-index.mjs");
  return {
    to,
    conflicts,
    line: airflowLines().find((line) => String(generationOf(line)) === to) ?? "",
    ruff: () => pythonTool("ruff", { engineFolder: engineFolder() })
  };
}
function settle(path, { ours, theirs }, result, label) {
  if (ours === void 0 && theirs !== void 0)
    return result.delete(path), { note: `${path}: you deleted it and the template changed it; it stays deleted` };
  if (theirs === void 0 && ours !== void 0)
    return result.set(path, ours), { note: `${path}: the template no longer has it and you changed it; it stays` };
  let now = result.get(path), hasMarks = now?.content.includes(`>>>>>>> ${label}`) === !0;
  return theirs === void 0 || hasMarks || now?.content.equals(theirs.content) === !0 ? {} : { beside: { path: `${path}.${label}`, file: theirs } };
}
function changesBetween(before, after) {
  return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
    let [was, is] = [before.get(path), after.get(path)];
    return was !== void 0 && is !== void 0 && was.mode === is.mode && was.content.equals(is.content) ? [] : [{ path, before: was, after: is }];
  });
}
async function updateDatakit(folder, template, { allowDirty, airflow }) {
  let journal = new Journal(folder);
  journal.demandNone(), allowDirty || await demandClean(folder);
  let plan = await planUpdate(folder, template, { airflow });
  if (plan.changes.length === 0 && readIfPresent(join4(folder, lockPath)) === plan.lock) return plan;
  if (journal.apply(plan.changes, { lock: plan.lock, conflicts: plan.conflicts }), plan.conflicts.length > 0) throw conflictError(plan.conflicts, plan.todo);
  return plan;
}
function continueUpdate(folder) {
  let journal = new Journal(folder), marked = journal.unresolved();
  if (marked === void 0)
    throw new AdpError(KIT_NO_UPDATE, {
      what: "There is no update with conflicts here.",
      next: [run(adp`datakit check`, "says whether there is one to make")]
    });
  if (marked.length > 0) throw conflictError(marked);
  journal.finish();
}
function undoUpdate(folder) {
  return new Journal(folder).undo();
}
function conflictError(paths, todo = []) {
  return new AdpError(KIT_CONFLICTS, {
    what: `${paths.length === 1 ? "A file has" : `${paths.length} files have`} changes of yours and of the template at the same place.`,
    why: "They are marked as git marks conflicts; of a file that cannot hold marks, the template's version stands beside it.",
    // What a move to another Airflow leaves to do would be told nowhere else.
    evidence: [...paths.slice(0, 20), ...todo.map(({ path, line, what }) => `${path}:${line}: ${what}`)],
    next: [
      either(
        [{ do: "resolve the marks in these files" }, run(adp`datakit update --continue`)],
        run(adp`datakit update --undo`, "takes the update back")
      )
    ]
  });
}

export {
  treeOf,
  templateAt,
  planUpdate,
  changesBetween,
  updateDatakit,
  continueUpdate,
  undoUpdate
};
