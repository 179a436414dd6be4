import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  require_main
} from "./shared-npm-dockerfile-ast-lib-argument.mjs";
import "./shared-npm-b4a-index.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import {
  __toESM
} from "./shared-helpers.mjs";

// packages/adp/src/layer1/explain/dockerfile.ts
var import_dockerfile_ast = __toESM(require_main(), 1);
function readSteps(text, targets, args) {
  let known = {}, stages = [];
  for (let instruction of import_dockerfile_ast.DockerfileParser.parse(text).getInstructions()) {
    let keyword = instruction.getKeyword(), content = instruction.getArgumentsContent() ?? "";
    if (keyword === "ARG" && stages.length === 0) {
      let [name = "", fallback = ""] = split(content);
      known[name] = args[name] ?? expand(fallback, known);
    } else keyword === "FROM" ? stages.push(stageOf(instruction, content, stages, known)) : stages.at(-1)?.steps.push(...stepsOf(instruction, keyword, content, stages.at(-1)));
  }
  let needed = /* @__PURE__ */ new Set(), need = (name) => {
    let stage = stages.find((candidate) => candidate.name === name);
    if (!(stage === void 0 || needed.has(name))) {
      needed.add(name);
      for (let other of stage.uses) need(other);
    }
  };
  for (let target of targets) need(target);
  return stages.filter((stage) => needed.has(stage.name)).flatMap((stage) => stage.steps);
}
function stageOf(instruction, content, stages, known) {
  let [, image = "", alias] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(content) ?? [], base = expand(image, known), name = alias ?? String(stages.length), isStage = stages.some((stage) => stage.name === base), steps = isStage || base === "scratch" ? [] : [{ line: lineOf(instruction), stage: name, kind: "FROM", text: base, secrets: [], isOffline: !1 }];
  return { name, uses: new Set(isStage ? [base] : []), steps };
}
function stepsOf(instruction, keyword, content, stage) {
  if (stage === void 0) return [];
  let flags = instruction.getFlags?.() ?? [], value = (name) => flags.find((flag) => flag.getName() === name)?.getValue() ?? void 0;
  if (keyword === "COPY" || keyword === "ADD") {
    let from = value("from");
    return from !== void 0 && stage.uses.add(from), [];
  }
  if (keyword === "RUN") {
    let mounts = flags.filter((flag) => flag.getName() === "mount").map((flag) => flag.getValue() ?? "");
    for (let mount of mounts) {
      let from = /(?:^|,)from=([^,]+)/.exec(mount)?.[1];
      from !== void 0 && stage.uses.add(from);
    }
    return [
      {
        line: lineOf(instruction),
        stage: stage.name,
        kind: "RUN",
        text: oneLine(content),
        secrets: mounts.filter((mount) => /(?:^|,)type=secret/.test(mount)).map(secretId),
        isOffline: value("network") === "none"
      }
    ];
  }
  return keyword === "ONBUILD" && /^RUN\b/i.test(content) ? [
    {
      line: lineOf(instruction),
      stage: stage.name,
      kind: "ONBUILD RUN",
      text: oneLine(content.replace(/^RUN\s+/i, "")),
      secrets: [...content.matchAll(/--mount=(\S*type=secret\S*)/g)].map(
        (match) => secretId(match[1] ?? "")
      ),
      isOffline: /--network=none/.test(content)
    }
  ] : [];
}
function secretId(mount) {
  return /(?:^|,)id=([^,]+)/.exec(mount)?.[1] ?? "";
}
function lineOf(instruction) {
  return instruction.getRange().start.line + 1;
}
function split(text) {
  let at = text.indexOf("=");
  return at < 0 ? [text.trim(), ""] : [
    text.slice(0, at).trim(),
    text.slice(at + 1).trim().replace(/^"|"$/g, "")
  ];
}
function expand(text, known) {
  return text.replace(
    /\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)/g,
    (_, braced, fallback = "", plain) => known[braced ?? plain] || fallback
  );
}
function oneLine(text) {
  return text.replace(/--(?:mount|network|security)=\S+/g, "").replace(/\\\r?\n/g, " ").replace(/\s+/g, " ").trim();
}
export {
  readSteps
};
