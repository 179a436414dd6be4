import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  bundlePath,
  platformRoot,
  quoted,
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";
export {
  bundlePath,
  platformRoot,
  quoted,
  typed
};
