import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  compareVersions,
  version
} from "./shared-kernel-version.mjs";
import "./shared-kernel-home.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";
export {
  compareVersions,
  version
};
