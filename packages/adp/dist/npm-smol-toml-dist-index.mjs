import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  TomlDate,
  TomlError,
  dist_default,
  parse,
  stringify
} from "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";
export {
  TomlDate,
  TomlError,
  dist_default as default,
  parse,
  stringify
};
