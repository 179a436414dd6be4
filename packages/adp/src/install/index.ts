export { completionScript } from "./completion.ts";
export { installAdp } from "./install.ts";
