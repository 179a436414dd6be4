import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  adoptDatakit,
  dagIds,
  layer1State,
  listDatakits,
  patchOf,
  planAdoption,
  pushDatakit,
  rebuildDatakit,
  removePushTrial,
  removeTrial,
  renderDatakit
} from "./shared-datakit-dag-ids.mjs";
import {
  checkDatakit,
  continueUpdate,
  majors,
  planUpdate,
  platformTemplate,
  undoUpdate,
  updateDatakit
} from "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import "./shared-datakit-trial.mjs";
import {
  KIT_UNCONFIRMED,
  templateVersion
} from "./shared-datakit-errors.mjs";
import "./shared-npm-zod-v4-locales-en.mjs";
import "./shared-kernel-ask.mjs";
import "./shared-kernel-files.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-kernel-machine.mjs";
import "./shared-kernel-command-line.mjs";
import "./shared-kernel-version.mjs";
import "./shared-kernel-home.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";
export {
  KIT_UNCONFIRMED,
  adoptDatakit,
  checkDatakit,
  continueUpdate,
  dagIds,
  layer1State,
  listDatakits,
  majors,
  patchOf,
  planAdoption,
  planUpdate,
  platformTemplate,
  pushDatakit,
  rebuildDatakit,
  removePushTrial,
  removeTrial,
  renderDatakit,
  templateVersion,
  undoUpdate,
  updateDatakit
};
