export { type CompletionSources, complete } from "./complete.ts";
export { completionScript, shells } from "./completion.ts";
export { installAdp } from "./install.ts";
