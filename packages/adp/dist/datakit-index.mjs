import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
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
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
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
