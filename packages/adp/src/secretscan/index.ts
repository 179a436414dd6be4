export type { Finding, ScannedText } from "./finding.ts";
export { scanOwn, scanTexts } from "./scan-text.ts";
