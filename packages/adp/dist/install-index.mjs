import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  complete,
  completionScript,
  installAdp,
  shells
} from "./shared-install-complete.mjs";
import "./shared-kernel-prompt.mjs";
import "./shared-kernel-files.mjs";
import "./shared-kernel-interrupt.mjs";
import "./shared-kernel-output.mjs";
import "./shared-kernel-command-line.mjs";
import "./shared-kernel-home.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";
export {
  complete,
  completionScript,
  installAdp,
  shells
};
