// What other packages may know of the sharer: its settings, and how it reads them.
export { SharerError } from "../errors.ts";
export { options } from "./options.ts";
export { readSettings } from "./settings.ts";
