import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  answersOf
} from "./shared-datakit-answers.mjs";
import "./shared-npm-minijinja-js-dist-bundler-minijinja_js_bg.mjs";
import "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";
export {
  answersOf
};
