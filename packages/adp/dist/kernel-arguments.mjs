import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  AdpCommand,
  choice,
  json,
  runCommand,
  sentence,
  wholeNumber
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-command-line.mjs";
import "./shared-kernel-home.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";
export {
  AdpCommand,
  choice,
  json,
  runCommand,
  sentence,
  wholeNumber
};
