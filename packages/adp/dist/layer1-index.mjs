import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  airflowLabel,
  brokenConfiguration,
  brokenPromise,
  buildImage,
  buildLayer1,
  checkInputs,
  committedInputs,
  digestOf,
  explainLayer1,
  explainSteps,
  explanationLines,
  fromHere,
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
  supportFindings,
  supportTable,
  useLayer1,
  verifiedDocument,
  verifiedLines,
  verifyLayer1,
  writeFrameworkWheel
} from "./shared-npm-b4a-index.mjs";
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
import "./shared-helpers.mjs";
export {
  airflowLabel,
  brokenConfiguration,
  brokenPromise,
  buildImage,
  buildLayer1,
  checkInputs,
  committedInputs,
  digestOf,
  explainLayer1,
  explainSteps,
  explanationLines,
  fromHere,
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
  supportFindings,
  supportTable,
  useLayer1,
  verifiedDocument,
  verifiedLines,
  verifyLayer1,
  writeFrameworkWheel
};
