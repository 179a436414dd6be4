import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  SecretLintProfiler,
  secretLintProfiler
} from "./shared-npm-secretlint-profiler-module-index.mjs";
import "./shared-helpers.mjs";
export {
  SecretLintProfiler,
  secretLintProfiler
};
