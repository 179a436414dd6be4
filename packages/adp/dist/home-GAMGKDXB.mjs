import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  bundlePath,
  platformRoot,
  quoted,
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-Y7QOERO3.mjs";
export {
  bundlePath,
  platformRoot,
  quoted,
  typed
};
