import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  complete,
  completionScript,
  installAdp,
  shells
} from "./shared-install-complete.mjs";
import "./shared-kernel-prompt.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";
export {
  complete,
  completionScript,
  installAdp,
  shells
};
