import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  airflowLabel,
  brokenPromise,
  buildImage,
  buildLayer1,
  checkInputs,
  committedInputs,
  digestOf,
  explainLayer1,
  explainSteps,
  explanationLines,
  hashInputs,
  imageContents,
  imageSbom,
  labels,
  lastCommit,
  layer1Folder,
  listLayer1,
  loginArgs,
  mavenArgs,
  mirrorArgs,
  obtain,
  planAccess,
  promisedContents,
  pullLayer1,
  pushImage,
  pushLayer1,
  readLayer1Settings,
  referenceOf,
  repositoryOf,
  runtimeLabel,
  runtimeLine,
  scanBuilt,
  scanImage,
  supportTable,
  supportWarnings,
  useLayer1,
  verifiedDocument,
  verifiedLines,
  verifyLayer1,
  writeFrameworkWheel
} from "./shared-npm-b4a-index.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-npm-dockerfile-ast-lib-argument.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-locales-en.mjs";
import "./shared-kernel-ask.mjs";
import "./shared-kernel-files.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import "./shared-kernel-output.mjs";
import "./shared-kernel-machine.mjs";
import "./shared-kernel-command-line.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-kernel-version.mjs";
import "./shared-kernel-home.mjs";
import "./shared-kernel-secret-folder.mjs";
import "./shared-kernel-processes.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";
export {
  airflowLabel,
  brokenPromise,
  buildImage,
  buildLayer1,
  checkInputs,
  committedInputs,
  digestOf,
  explainLayer1,
  explainSteps,
  explanationLines,
  hashInputs,
  imageContents,
  imageSbom,
  labels,
  lastCommit,
  layer1Folder,
  listLayer1,
  loginArgs,
  mavenArgs,
  mirrorArgs,
  obtain,
  planAccess,
  promisedContents,
  pullLayer1,
  pushImage,
  pushLayer1,
  readLayer1Settings,
  referenceOf,
  repositoryOf,
  runtimeLabel,
  runtimeLine,
  scanBuilt,
  scanImage,
  supportTable,
  supportWarnings,
  useLayer1,
  verifiedDocument,
  verifiedLines,
  verifyLayer1,
  writeFrameworkWheel
};
