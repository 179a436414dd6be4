import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  fits,
  normalised,
  requirementsOf
} from "./shared-npm-renovatebot-pep440-index.mjs";
import {
  changesBetween,
  templateAt,
  treeOf
} from "./shared-datakit-base.mjs";
import {
  answersOf
} from "./shared-datakit-answers.mjs";
import {
  nameMeant,
  nameTrouble,
  readVariables,
  renderTemplate
} from "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import {
  Journal,
  KIT_ADOPTED,
  KIT_NAME,
  KIT_NO_PROJECT,
  demandClean,
  layer1,
  localMajor,
  lockOf,
  lockPath,
  lockText,
  majorAnswer,
  readTreeFile,
  readWorktree,
  sha256
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import {
  require_main
} from "./shared-npm-dockerfile-ast-lib-argument.mjs";
import {
  Docker
} from "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  attempt,
  readIfPresent
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  AdpError,
  act,
  adp,
  again,
  either,
  run
} from "./shared-commands-list.mjs";
import {
  __toESM
} from "./shared-helpers.mjs";

// packages/adp/src/datakit/adopt/adopt.ts
import { existsSync } from "node:fs";
import { basename, join as join2, resolve } from "node:path";

// packages/adp/src/datakit/adopt/dockerfile.ts
var import_dockerfile_ast = __toESM(require_main(), 1);

// packages/adp/src/datakit/adopt/commands.ts
function aptPackages(command) {
  if (/^(sudo\s+)?rm\s+-rf?\s+(\/var\/(lib\/apt|cache|log)\/?\S*\s*|\/tmp\/\S*\s*)+$/.test(command))
    return [];
  let words = command.replace(/^sudo\s+/, "").split(/\s+/), isEnvironment = /^DEBIAN_FRONTEND=/.test(words[0] ?? ""), [program = "", ...rest] = isEnvironment ? words.slice(1) : words;
  if (program !== "apt" && program !== "apt-get") return;
  let [verb = "", ...names] = withoutOptions(rest, ["-o", "-t", "--target-release"]);
  if (/^(update|clean|autoclean|autoremove|upgrade)$/.test(verb)) return [];
  if (!(verb !== "install" || names.some((name) => /[$`()<>|]/.test(name))))
    return names.map((name) => name.replace(/=.*$/, ""));
}
function pipRequirements(command) {
  let found = /^(?:sudo\s+)?(?:python3?\s+-m\s+)?(?:uv\s+)?pip3?\s+install\s+(.*)$/.exec(command);
  if (found === null) return;
  let words = (found[1] ?? "").replaceAll(/["']/g, "").split(/\s+/);
  if (words.flatMap(
    (word, index) => /^(-r|--requirement)$/.test(words[index - 1] ?? "") ? [word] : []
  ).some((list) => !/(^|\/)requirements\.txt$/.test(list))) return;
  let names = withoutOptions(words, [
    "-r",
    "--requirement",
    "-i",
    "--index-url",
    "--extra-index-url",
    "--trusted-host",
    "-c",
    "--constraint"
  ]);
  if (!names.some((name) => /[$`()|/]|^\.|^git\+/.test(name)))
    return names.filter((name) => !/^(pip|setuptools|wheel|uv)\b/.test(name));
}
function withoutOptions(words, withValue) {
  return words.filter(
    (word, index) => word !== "" && !word.startsWith("-") && !withValue.includes(words[index - 1] ?? "")
  );
}

// packages/adp/src/datakit/adopt/dockerfile.ts
var home = /^(\/opt\/airflow|\$\{?AIRFLOW_HOME\}?|\/usr\/local\/airflow)(\/|$)/;
function toLayer2(text) {
  let instructions = import_dockerfile_ast.DockerfileParser.parse(text).getInstructions(), last = instructions.findLast((one) => one.getKeyword() === "FROM");
  if (last === void 0) return;
  let known = /* @__PURE__ */ new Map();
  for (let one of instructions.slice(0, instructions.indexOf(last)))
    if (one.getKeyword() === "ARG") {
      let [, name = "", value = ""] = /^(\w+)=?["']?(.*?)["']?$/.exec(one.getArgumentsContent() ?? "") ?? [];
      known.set(name, value);
    }
  let asked = /^(?:--\S+\s+)*(\S+)/.exec(last.getArgumentsContent() ?? "")?.[1] ?? "", image = asked.replaceAll(
    /\$\{?(\w+)(?::-([^}]*))?\}?/g,
    (_, name, fallback) => known.get(name) ?? fallback ?? ""
  );
  if (!isAirflow(image)) return;
  let lines = text.split(`
`), notes = [], [debian, python] = [[], []], gone = /* @__PURE__ */ new Set(), drop = (one, why) => {
    let { start, end } = one.getRange();
    notes.push({ line: start.line + 1, why });
    for (let line = start.line; line <= end.line; line++) gone.add(line);
    for (let line = start.line - 1; /^\s*#(?!\s*(syntax|escape)\s*=)/.test(lines[line] ?? ""); line--)
      gone.add(line);
  }, inStage = instructions.slice(instructions.indexOf(last) + 1);
  for (let one of inStage) {
    let why = reason(one, { debian, python });
    why !== void 0 && drop(one, why);
  }
  let kept = inStage.filter((one) => !gone.has(one.getRange().start.line)), works = kept.some((one) => ["RUN", "COPY", "ADD"].includes(one.getKeyword()));
  for (let one of kept)
    one.getKeyword() === "USER" && !works && drop(one, "nothing is left that another user has to do");
  let others = instructions.filter((one) => !inStage.includes(one) && one !== last);
  for (let one of others) {
    let name = /^(\w+)/.exec(one.getArgumentsContent() ?? "")?.[1] ?? "", used = [...others, ...kept].some(
      (other) => other !== one && new RegExp(`\\$\\{?${name}\\b`).test(other.getArgumentsContent() ?? "")
    );
    one.getKeyword() === "ARG" && asked.includes(name) && !used && drop(one, "it named the image");
  }
  let from = last.getRange().start.line;
  return /(^|\/)layer1-airflow[:@]/.test(image) || (lines[from] = (lines[from] ?? "").replace(asked, layer1)), {
    text: `${lines.flatMap((line, index) => {
      if (gone.has(index)) return [];
      if (index <= from) return [line];
      let now = line.replace(/^(\s*USER\s+)(airflow|50000|\$\{?AIRFLOW_UID\}?)(:\S+)?\s*$/i, "$1astro").replaceAll(/--chown=airflow(:\w+)?/g, "--chown=astro:0").replaceAll("/opt/airflow", "/usr/local/airflow");
      return now !== line && notes.push({ line: index + 1, why: "Layer 1's user is astro, and its folder /usr/local/airflow" }), [now];
    }).join(`
`).replaceAll(/\n{3,}/g, `

`).trim()}
`,
    image,
    major: majorOf(image),
    notes: notes.sort((a, b) => a.line - b.line),
    debian,
    python
  };
}
function isAirflow(image) {
  return /(^|\/)(astro-runtime|ap-airflow|airflow|layer1-airflow)([:@]|$)|(^|\/)runtime:\d+\.\d+-\d+/.test(
    image
  );
}
function majorOf(image) {
  let [, name = "", tag = ""] = /([^/:]+):([^:/]+)$/.exec(image) ?? [];
  if (name === "ap-airflow") return "2";
  if (name === "airflow")
    return /^(?:slim-)?3\./.test(tag) ? "3" : /^(?:slim-)?2\./.test(tag) ? "2" : void 0;
  if (!(name !== "runtime" && name !== "astro-runtime"))
    return /^3\.\d+-\d+/.test(tag) ? "3" : /^\d+\.\d+\.\d+/.test(tag) ? "2" : void 0;
}
var variables = [
  [/^(KRB5_CONFIG|KRB5CCNAME)$/, "Kerberos comes with Layer 1, the ticket with docker-compose.override.yml"],
  [
    /^(REQUESTS_CA_BUNDLE|SSL_CERT_(FILE|DIR)|PIP_CERT|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/,
    "Layer 1 has the organisation's certificates"
  ],
  [
    /^(PIP_(EXTRA_)?INDEX_URL|PIP_TRUSTED_HOST|UV_\w*INDEX\w*)$/,
    "Layer 1 has the organisation's package index"
  ],
  [/^(AIRFLOW_HOME|AIRFLOW_UID|PYTHONPATH|AIRFLOW_VERSION|PYTHON_VERSION)$/, "Layer 1 sets it"]
];
function reason(one, found) {
  let content = one.getArgumentsContent() ?? "";
  switch (one.getKeyword()) {
    case "COPY":
    case "ADD":
      return copied(content);
    case "RUN":
      return ran(content, found);
    case "ENV":
    case "ARG": {
      let whys = (content.includes("=") ? [...content.matchAll(/(?:^|\s)(\w+)=/g)].map(([, name = ""]) => name) : [content.split(/\s/)[0] ?? ""]).map((name) => variables.find(([pattern]) => pattern.test(name))?.[1]);
      return whys.every((why) => why !== void 0) ? whys[0] : void 0;
    }
    case "WORKDIR":
      return content.replace(home, "") === "" ? "Layer 1 sets it" : void 0;
    default:
      return;
  }
}
function copied(content) {
  let words = content.split(/\s+/).filter((word) => !word.startsWith("--"));
  if (/(^|\s)--from=/.test(content) || words.length < 2) return;
  let [sources, to] = [words.slice(0, -1).map((word) => word.replace(/^\.\//, "")), words.at(-1) ?? ""], every = (pattern) => sources.every((source) => pattern.test(source));
  if (every(/(^|\/)(krb5\.conf\S*|\S+\.keytab)$/))
    return "Kerberos comes with Layer 1, and a keytab belongs in no image";
  if (every(/\.(crt|pem|cer)$|(^|\/)(certs?|certificates)\/?$/) || /ca-certificates/.test(to))
    return "Layer 1 has the organisation's certificates";
  if (every(/(^|\/)(pip\.conf|uv\.toml|\.?netrc|sources\.list\S*|\S+\.sources)$/))
    return "Layer 1 has the organisation's mirrors; a login belongs in no image";
  let inHome = home.test(to) || !to.startsWith("/");
  if (every(/^(requirements|packages)\.txt$/)) return "Layer 1's last steps install both lists";
  if (inHome && every(/^(\.|(dags|plugins|include|tests|config)(\/\S*)?)$/))
    return "Layer 1's last step copies this folder";
}
function ran(content, found) {
  let commands = content.replaceAll(/\\\r?\n/g, " ").replace(/^(--\S+\s+)+/, "").split(/&&|;|\n/).map((command) => command.trim()).filter((command) => command !== "" && !/^set\s+-/.test(command)), apt = [], pip = [];
  for (let command of commands) {
    let [packages, requirements] = [aptPackages(command), pipRequirements(command)];
    if (packages !== void 0) apt.push(...packages);
    else if (requirements !== void 0) pip.push(...requirements);
    else if (!/^(sudo\s+)?update-ca-certificates\b/.test(command)) return;
  }
  return found.debian.push(...apt), found.python.push(...pip), apt.length > 0 || commands.some((command) => /\bapt(-get)?\b/.test(command)) ? "packages.txt installs Debian packages, and Layer 1 has its own" : commands.some((command) => /\bpip\b/.test(command)) ? "requirements.txt installs Python packages" : commands.length === 0 ? void 0 : "Layer 1 has the organisation's certificates";
}

// packages/adp/src/datakit/adopt/lists.ts
function shortenRequirements(text, more, layer12) {
  let whole = withMore(
    text,
    more.filter((one) => !requirementsOf(text).some(({ name }) => name === requirementsOf(one)[0]?.name))
  ), notes = [], gone = /* @__PURE__ */ new Set();
  for (let one of requirementsOf(whole)) {
    let version = layer12.python.get(one.name), extras = one.extras.map((extra) => `apache-airflow-providers-${normalised(extra)}`);
    if (one.name === "apache-airflow") {
      let missing = extras.filter((provider) => !layer12.python.has(provider));
      gone.add(one.line), notes.push({
        line: one.line,
        why: `${one.text}: Airflow is Layer 1's${missing.length === 0 ? "" : `; add what you use of ${missing.join(", ")}`}`
      });
    } else version === void 0 || (version === null ? (gone.add(one.line), notes.push({ line: one.line, why: `${one.text}: Layer 1 brings it (its version is not known here)` })) : fits(one, version) ? (gone.add(one.line), notes.push({ line: one.line, why: `${one.text}: Layer 1 brings ${version}` })) : layer12.kept.has(one.name) && (gone.add(one.line), notes.push({
      line: one.line,
      why: `${one.text}: Layer 1 has ${version} and keeps it; test with that, or see ADP-L1-080`
    })));
  }
  return { text: without(whole, gone), notes };
}
function shortenPackages(text, more, layer12) {
  let there = new Set(text.split(/\r?\n/).map(nameOf)), whole = withMore(
    text,
    more.filter((name) => !there.has(name))
  ), notes = [], gone = /* @__PURE__ */ new Set();
  for (let [index, line] of whole.split(/\r?\n/).entries()) {
    let name = nameOf(line);
    layer12.debian.has(name) && (gone.add(index + 1), notes.push({ line: index + 1, why: `${name}: Layer 1 brings it` }));
  }
  return { text: without(whole, gone), notes };
}
function nameOf(line) {
  return line.replace(/#.*/, "").replace(/=.*/, "").trim();
}
function withMore(text, more) {
  let added = [...new Set(more)].map((one) => `${one}
`).join("");
  return added === "" ? text : `${text}${text === "" || text.endsWith(`
`) ? "" : `
`}${added}`;
}
function without(text, gone) {
  let dropped = !1, continued = !1;
  return text.split(/(?<=\n)/).filter((line, index) => (dropped = continued ? dropped : gone.has(index + 1), continued = /\\\r?\n?$/.test(line), !dropped)).join("");
}

// packages/adp/src/datakit/adopt/origin.ts
import { join } from "node:path";
var enough = 1 / 3;
async function originOf(folder, template, name, docker) {
  let readme = readIfPresent(join(folder, "README.md")) ?? "", description = /^# .+\n\n(.+)\n/.exec(readme)?.[1] ?? `Data products of ${name}`, answers = await answersOf(folder, template, { answers: { datakit_name: name, description } }, docker), log = await attempt(["git", "-C", template, "log", "--format=%H", "--", "."]), commits = log instanceof ProcessFailure ? [] : log.stdout.split(`
`).filter((line) => line !== ""), best;
  for (let commit of [void 0, ...commits]) {
    let found = await templateAt(template, commit, answers);
    if (found === void 0) continue;
    let same = sameFiles(folder, found.rendered);
    if (same < enough * found.rendered.files.size || same <= (best?.same ?? 0)) continue;
    let lock = await lockOf(template, found.rendered), { commit: head, ...facts } = lock.template, at = commit ?? head;
    best = {
      same,
      lock: {
        ...lock,
        template: { ...facts, version: found.version, ...at === void 0 ? {} : { commit: at } }
      }
    };
  }
  if (best === void 0) return;
  let { version } = best.lock.template, count = Object.keys(best.lock.files).length;
  return {
    version,
    lock: lockText(best.lock),
    notes: [
      `The template ${version} made it: ${best.same} of its ${count} files are here unchanged. \`adp datakit update\` goes on from there.`
    ]
  };
}
function sameFiles(folder, { files }) {
  return [...files].filter(([path, { content }]) => {
    let now = readTreeFile(folder, path);
    return now !== void 0 && content.length > 0 && sha256(now.content) === sha256(content);
  }).length;
}

// packages/adp/src/datakit/adopt/adopt.ts
async function planAdoption(folder, template, options = {}) {
  if (existsSync(join2(folder, lockPath)))
    throw new AdpError(KIT_ADOPTED, {
      what: `${folder} has a ${lockPath}.`,
      next: [run(adp`datakit update`, "merges the template's changes into it")]
    });
  let { docker = new Docker(), layer1: layer12 = layer1 } = options, text = readIfPresent(join2(folder, "Dockerfile")), dockerfile = text === void 0 ? void 0 : toLayer2(text);
  if (dockerfile === void 0 || !existsSync(join2(folder, "dags"))) throw noProject(folder, text);
  let name = nameOf2(folder, template, options.name), made = dockerfile.image.includes("layer1-airflow") ? await originOf(folder, template, name, docker) : void 0;
  return made !== void 0 ? {
    name,
    from: dockerfile.image,
    version: made.version,
    changes: [],
    notes: made.notes,
    lock: made.lock
  } : bring({
    folder,
    template,
    name,
    dockerfile,
    docker,
    layer1: layer12,
    contents: await localContents(docker, layer12)
  });
}
async function adoptDatakit(folder, adoption, { allowDirty }) {
  let journal = new Journal(folder);
  journal.demandNone(), allowDirty || await demandClean(folder), journal.apply(adoption.changes, { lock: adoption.lock, conflicts: [] });
}
async function bring({
  folder,
  template,
  name,
  dockerfile,
  contents,
  docker,
  layer1: layer12
}) {
  let major = dockerfile.major ?? await localMajor(dockerfile.image, docker) ?? "3", given = { datakit_name: name, description: `Data products of ${name}`, [majorAnswer]: major }, rendered = renderTemplate(template, given), theirs = treeOf(rendered), ours = await readWorktree(folder, theirs.keys()), result = new Map(ours), put = (path, text) => result.set(path, { mode: ours.get(path)?.mode ?? "100644", content: Buffer.from(text) }), textOf = (path) => ours.get(path)?.content.toString(), requirements = shortenRequirements(
    textOf("requirements.txt") ?? theirs.get("requirements.txt")?.content.toString() ?? "",
    dockerfile.python,
    contents
  ), packages = shortenPackages(textOf("packages.txt") ?? "", dockerfile.debian, contents);
  put("Dockerfile", dockerfile.text), put("requirements.txt", requirements.text), put("packages.txt", packages.text);
  for (let [path, file] of theirs) isWanted(path, ours.get(path)) && result.set(path, file);
  for (let [path, lines] of ignored) {
    let now = textOf(path);
    now !== void 0 && put(path, withLines(now, lines));
  }
  let own = [...theirs].filter(([path, file]) => result.get(path)?.content.equals(file.content) !== !0).map(([path]) => path), lock = await lockOf(template, rendered, own);
  return {
    name,
    from: dockerfile.image,
    version: lock.template.version,
    changes: changesBetween(ours, result),
    notes: [
      ...dockerfile.notes.map(({ line, why }) => `Dockerfile:${line}: ${why}`),
      ...packages.notes.map(({ why }) => `packages.txt: ${why}`),
      ...requirements.notes.map(({ why }) => `requirements.txt: ${why}`),
      ...contents.note === void 0 ? [] : [contents.note],
      ...await leftNotes(ours, major, docker, layer12)
    ],
    lock: lockText(lock)
  };
}
function isWanted(path, now) {
  return /^(dags|tests|include|plugins)\//.test(path) || ["Dockerfile", "requirements.txt", "packages.txt"].includes(path) ? !1 : path === ".astro/test_dag_integrity_default.py" && now?.content.includes("include_examples") === !0 ? !0 : now === void 0;
}
var ignored = [
  [".gitignore", [".adp/run/", "airflow_settings.yaml", "*.keytab"]],
  [".dockerignore", [".adp/run", ".env", "airflow_settings.yaml", "**/*.keytab"]]
];
function withLines(text, lines) {
  let there = new Set(text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ""))), missing = lines.filter((line) => !there.has(line.replace(/\/$/, "")));
  return missing.length === 0 ? text : `${text}${text === "" || text.endsWith(`
`) ? "" : `
`}${missing.join(`
`)}
`;
}
async function leftNotes(ours, major, docker, layer12) {
  let notes = [];
  for (let path of ours.keys())
    /^(docker-)?compose\.ya?ml$/.test(path) && notes.push(
      `${path}: it starts an Airflow of its own; \`astro dev start\` and \`adp dev start\` do without it`
    );
  ours.has("docker-compose.override.yml") && notes.push(
    "docker-compose.override.yml: yours stays; the template's mounts the Kerberos ticket, see docs/kerberos.md"
  );
  let here = await localMajor(layer12, docker);
  return here !== void 0 && here !== major && notes.push(
    `${layer12} has Airflow ${here} here, the project is for ${major}: \`adp datakit update --airflow ${here}\` moves it`
  ), notes;
}
async function localContents(docker, layer12) {
  let { imageContents, promisedContents } = await import("./layer1-index.mjs"), image = await localMajor(layer12, docker) === void 0 ? void 0 : await docker.image(layer12);
  return image !== void 0 ? imageContents(docker, image) : {
    ...promisedContents(),
    note: `${layer12} is not here: only the names in layer1-base-image were compared`
  };
}
function nameOf2(folder, template, asked) {
  let rules = readVariables(template)._name_rules, project = /^\s*name:\s*["']?([^"'\n]+)/m.exec(
    readIfPresent(join2(folder, ".astro", "config.yaml")) ?? ""
  )?.[1], shown = asked ?? project?.trim() ?? basename(resolve(folder)), name = asked ?? nameMeant(shown, rules) ?? nameMeant(basename(resolve(folder)), rules), trouble = name === void 0 ? nameTrouble(shown, rules) : nameTrouble(name, rules);
  if (name !== void 0 && trouble === void 0) return name;
  throw new AdpError(KIT_NAME, {
    what: `"${shown}" is not a valid datakit name.`,
    ...trouble === void 0 ? {} : { why: trouble },
    next: [run(adp`datakit adopt --name ${nameMeant(shown, rules) ?? "customer-360"}`, "gives it one")]
  });
}
function noProject(folder, dockerfile) {
  let image = /^FROM\s+(?:--\S+\s+)*(\S+)/im.exec(dockerfile ?? "")?.[1];
  return new AdpError(KIT_NO_PROJECT, {
    what: dockerfile === void 0 ? `${folder} has no Dockerfile.` : existsSync(join2(folder, "dags")) ? `The Dockerfile begins from ${image ?? "nothing"}, which is no image of Airflow.` : `${folder} has no folder dags.`,
    why: "A project that can be adopted has a folder dags beside a Dockerfile FROM an Astronomer Runtime, apache/airflow or Layer 1.",
    next: [
      either(
        [act("go into the folder of the project"), again],
        run(adp`datakit new customer-360`, "makes a datakit, into which you can copy your DAGs")
      )
    ]
  });
}
export {
  adoptDatakit,
  planAdoption
};
