import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Asker,
  DoctorContext,
  checks,
  doctorDocument,
  fixFound,
  flows,
  guard,
  hostFinding,
  packagePage,
  printChecks,
  registryError,
  runChecks,
  writeBundle
} from "./shared-doctor-ask.mjs";
import "./shared-ticket-der.mjs";
import "./shared-kernel-prompt.mjs";
import "./shared-engine-choose.mjs";
import "./shared-kernel-progress.mjs";
import "./shared-kernel-daemon.mjs";
import "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
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
import "./shared-helpers.mjs";
export {
  Asker,
  DoctorContext,
  checks,
  doctorDocument,
  fixFound,
  flows,
  guard,
  hostFinding,
  packagePage,
  printChecks,
  registryError,
  runChecks,
  writeBundle
};
