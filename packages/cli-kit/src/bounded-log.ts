import { appendFileSync, renameSync, statSync } from "node:fs";

/** The size of one file; together with the older one, the log takes twice as much at most. */
const mostBytes = 512 * 1024;

/** Appends a line to a log file. A file that is full becomes PATH.1, in place of an older one. */
export function appendToLog(path: string, line: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size >= mostBytes) renameSync(path, `${path}.1`);
  appendFileSync(path, `${line}\n`, { mode: 0o600 });
}
