// What other packages may know of the sharer: its settings and how it reads them, and what it writes to status.json.
export { SharerError } from "./errors.ts";
export { options } from "./settings/options.ts";
export { readSettings as readSharerSettings } from "./settings/settings.ts";
export type { ReportedProblem, Status } from "./status/status.ts";
