import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  compareVersions,
  version
} from "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";
export {
  compareVersions,
  version
};
