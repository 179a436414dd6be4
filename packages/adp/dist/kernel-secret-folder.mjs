import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  removeStaleSecrets,
  secretFolder
} from "./shared-kernel-secret-folder.mjs";
import "./shared-kernel-processes.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";
export {
  removeStaleSecrets,
  secretFolder
};
