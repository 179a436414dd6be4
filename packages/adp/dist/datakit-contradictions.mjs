import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  fits,
  requirementsOf,
  unpinned
} from "./shared-npm-renovatebot-pep440-index.mjs";
import "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/datakit/contradictions.ts
async function contradictionsIn(text, docker, base) {
  let wanted = requirementsOf(text).filter(({ specifier }) => specifier !== "");
  if (wanted.length === 0) return [];
  let { imageContents } = await import("./layer1-index.mjs"), { kept } = await imageContents(docker, base), free = unpinned(text);
  return wanted.flatMap((one) => {
    let layer1 = kept.get(one.name);
    return layer1 === void 0 || free.has(one.name) || fits(one, layer1) ? [] : [{ line: one.line, requirement: one.text, layer1 }];
  });
}
export {
  contradictionsIn
};
