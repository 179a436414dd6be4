import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  version
} from "./chunk-YW4DP7U7.mjs";
import "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";
export {
  version
};
