import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  DockerEngine,
  EmbeddedEngine,
  RunFailed,
  airflowLine,
  airflowLines,
  cancelStatement,
  checkImage,
  chooseEngine,
  demoProject,
  embeddedDags,
  engineFolder,
  engineNames,
  engineOf,
  errors,
  exclusively,
  findDatakit,
  findProject,
  findPython,
  formatSql,
  generationOf,
  hasAirflow,
  installInto,
  isDatakit,
  page,
  parseConf,
  postgresVersion,
  pythonTool,
  rememberEngine,
  runSql,
  runningFolders,
  runningOnDocker,
  sqlPrompt,
  stopOnDocker,
  testDatakit
} from "./shared-engine-choose.mjs";
import "./shared-kernel-progress.mjs";
import "./shared-kernel-daemon.mjs";
import "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";
export {
  DockerEngine,
  EmbeddedEngine,
  RunFailed,
  airflowLine,
  airflowLines,
  cancelStatement,
  checkImage,
  chooseEngine,
  demoProject,
  embeddedDags,
  engineFolder,
  engineNames,
  engineOf,
  errors,
  exclusively,
  findDatakit,
  findProject,
  findPython,
  formatSql,
  generationOf,
  hasAirflow,
  installInto,
  isDatakit,
  page,
  parseConf,
  postgresVersion,
  pythonTool,
  rememberEngine,
  runSql,
  runningFolders,
  runningOnDocker,
  sqlPrompt,
  stopOnDocker,
  testDatakit
};
