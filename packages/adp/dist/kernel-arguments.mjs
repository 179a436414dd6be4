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
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";
export {
  AdpCommand,
  choice,
  json,
  runCommand,
  sentence,
  wholeNumber
};
