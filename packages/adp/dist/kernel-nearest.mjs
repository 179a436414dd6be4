import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  nearest
} from "./shared-npm-fastest-levenshtein-mod.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";
export {
  nearest
};
