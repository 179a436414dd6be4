import { stepLines } from "../../kernel/errors.ts";
import type { Finding } from "../check.ts";

/** What a table can say of a finding. */
export interface Seen {
  readonly finding: string;
  readonly sentence: string;
  /** The first thing to do. */
  readonly remedy: string;
}

export function seenOf(findings: readonly Finding[]): Seen[] {
  return findings.map(({ severity, error }) => ({
    finding: `${severity} ${error.code}`,
    sentence: error.message,
    remedy: (stepLines(error.next)[0] ?? "").replace(/^ *\w+: +/, "").replace(/ {2,}\S.*$/, ""),
  }));
}
