export { formatSql } from "./format.ts";
export { page } from "./pager.ts";
export { sqlPrompt } from "./prompt.ts";
export { runSql, type SqlResult } from "./run.ts";
