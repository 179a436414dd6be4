import { writeSync } from "node:fs";
import { errnoOf } from "@airflow-data-platform/cli-kit";

/** A disk that is full, a reader that has gone, a terminal that was closed: no reason to stop sharing a ticket. */
const tolerated = new Set(["ENOSPC", "EDQUOT", "EPIPE", "EIO", "EAGAIN"]);

/** Writes a line of the log. One that cannot be written is lost: there is nowhere to tell it. */
export function printLine(line: string, file = 1): void {
  let rest = Buffer.from(`${line}\n`);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
  } catch (error) {
    if (!tolerated.has(errnoOf(error) ?? "")) throw error;
  }
}
