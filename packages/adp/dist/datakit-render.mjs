import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  nameMeant,
  nameTrouble,
  readVariables,
  renderTemplate
} from "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import {
  KIT_EXISTS,
  KIT_LINK,
  KIT_NAME,
  KIT_PLACE,
  isOutside,
  localMajor,
  lockOf,
  lockPath,
  lockText,
  majorAnswer,
  platformTemplate
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import {
  diagnoseFile,
  remedy
} from "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  AdpError,
  act,
  adp,
  again,
  either,
  run,
  shell
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/datakit/render.ts
import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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
  });
  demandInside(rendered);
  let into = resolve(options.into);
  if (!isSomething(into))
    throw new AdpError(KIT_PLACE, {
      what: `There is no folder ${into}.`,
      next: [either(run(adp`datakit new ${name}`, "makes it here"), [run(shell`mkdir -p ${into}`), again])]
    });
  let folder = join(into, rendered.name);
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
      for (let [path, { content, mode }] of rendered.files) writeNew(join(unfinished, path), content, mode);
      writeNew(join(unfinished, lockPath), lock, 420), renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: !0, force: !0 });
    }
  } catch (error) {
    throw placeTrouble(error, into);
  }
  return folder;
}
function demandInside({ name, files }) {
  let outside = name.includes("/") ? name : [...files.keys()].find(isOutside);
  if (outside !== void 0)
    throw new AdpError(KIT_LINK, {
      what: `With these answers the template would write ${outside}.`,
      why: "A template writes below the datakit's folder only.",
      next: [act("take other answers, or correct the template"), again]
    });
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
  renderDatakit
};
