import { table } from "../../kernel/output.ts";
import type { Verified } from "./verify.ts";

/** The checks as a table, and for each that failed its code and what to type. */
export function verifiedLines({ image, ok, checks }: Verified): string[] {
  const state = (check: Verified["checks"][number]) =>
    check.ok ? "ok" : check.isWarning ? "warning" : "FAILED";
  return [
    ...table(
      ["check", "", "what"],
      checks.map((check) => [check.name, state(check), check.what]),
    ),
    "",
    ...checks.flatMap((check) =>
      check.ok
        ? []
        : [
            `${check.code}  ${check.name}: ${check.what}`,
            ...check.next.map((next, index) => `  ${index === 0 ? "next:" : "  or:"} ${next}`),
          ],
    ),
    ok ? `${image} is what Layer 1 promises.` : `${image} is not what Layer 1 promises.`,
  ];
}
