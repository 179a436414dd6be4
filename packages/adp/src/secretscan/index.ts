export type { Finding, ScannedText } from "./finding.ts";
export { type Hook, installHook } from "./hook.ts";
export { scanForSecrets } from "./scan.ts";
export { scanOwn, scanTexts } from "./scan-text.ts";
