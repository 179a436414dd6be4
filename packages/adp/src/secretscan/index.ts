export type { Finding, ScannedText } from "./finding.ts";
export { foundError, isFound } from "./found.ts";
export { type Hook, hasHook, installHook } from "./hook.ts";
export { scanForSecrets } from "./scan.ts";
export { scanOwn, scanTexts } from "./scan-text.ts";
