import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  require_dist
} from "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-helpers.mjs";
export default require_dist();
