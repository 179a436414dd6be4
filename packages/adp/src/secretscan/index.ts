export type { Finding } from "./finding.ts";
export { foundError, isFound } from "./found.ts";
export { hasHook, installHook } from "./hook.ts";
export { scanForSecrets } from "./scan.ts";
export { scanOwn, scanTexts } from "./scan-text.ts";
