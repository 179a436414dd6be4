export { buildLayer1 } from "./build.ts";
export { explainLayer1 } from "./explain/explain.ts";
export { explanationLines } from "./explain/print.ts";
export { layer1Folder } from "./folder.ts";
export { writeFrameworkWheel } from "./framework-wheel.ts";
export { imageSbom } from "./sbom.ts";
export { listLayer1, useLayer1 } from "./tags.ts";
export { verifiedLines } from "./verify/print.ts";
export { type Check, verifyLayer1 } from "./verify/verify.ts";
