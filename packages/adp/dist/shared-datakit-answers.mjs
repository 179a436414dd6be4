import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  readVariables
} from "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import {
  layer1,
  localMajor,
  majorAnswer,
  majors
} from "./shared-datakit-check.mjs";
import {
  baseImageOf
} from "./shared-docker-base-image.mjs";
import {
  readOrdinary
} from "./shared-npm-commander-esm.mjs";

// packages/adp/src/datakit/answers.ts
import { join } from "node:path";
async function answersOf(folder, template, { answers }, docker) {
  if (majorAnswer in answers || !(majorAnswer in readVariables(template))) return answers;
  let major = majors.find((major2) => versionFile(folder).startsWith(major2)) ?? await localMajor(baseImageOf(folder) ?? layer1, docker);
  return major === void 0 ? answers : { ...answers, [majorAnswer]: major };
}
function versionFile(folder) {
  return readOrdinary(join(folder, ".airflow-version"))?.trim() ?? "";
}

export {
  answersOf
};
