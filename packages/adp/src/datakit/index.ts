export type { Adoption } from "./adopt/adopt.ts";
export { checkDatakit } from "./check.ts";
export { dagIds } from "./dag-ids.ts";
export { KIT_UNCONFIRMED } from "./errors.ts";
export { type Layer1State, layer1State } from "./image.ts";
export {
  adoptDatakit,
  continueUpdate,
  patchOf,
  planAdoption,
  planUpdate,
  pushDatakit,
  rebuildDatakit,
  removePushTrial,
  removeTrial,
  renderDatakit,
  undoUpdate,
  updateDatakit,
} from "./lazy.ts";
export { listDatakits } from "./list.ts";
export { platformTemplate, templateVersion } from "./lock.ts";
export { type Major, majors } from "./major.ts";
export type { Rebuilt } from "./rebuild.ts";
