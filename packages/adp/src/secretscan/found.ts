import { act, type Next, type Step } from "@airflow-data-platform/cli-kit";
import { AdpError, type ErrorDefinition } from "../kernel/errors.ts";
import type { Finding } from "./finding.ts";
import { maskCredentials } from "./scan-text.ts";

interface FoundWords {
  readonly why: string;
  /** How to make it worthless, for this kind. */
  readonly rotate?: Step;
  /** What else to type. */
  readonly next: Next;
}

/** Credentials in files as one error: by place, never by value. */
export function foundError(
  definition: ErrorDefinition,
  found: readonly [Finding, ...Finding[]],
  { why, rotate, next }: FoundWords,
): AdpError {
  const [first] = found;
  // Two rules may know the same one.
  const more = new Set(found.map(({ path, line }) => `${path}:${line}`)).size - 1;
  const others = more === 0 ? "" : more === 1 ? ", and there is one more" : `, and there are ${more} more`;
  return new AdpError(definition, {
    what: `${maskCredentials(first.path)} contains a credential in ${first.line === 0 ? "its name" : `line ${first.line}`}${others}.`,
    why,
    evidence: found
      .slice(0, 20)
      .map(
        (one) =>
          `${maskCredentials(one.path)}:${one.line}  ${one.what}${one.object === undefined ? "" : `, in git's object ${one.object.slice(0, 12)}`}`,
      ),
    next: [
      act(
        `remove it from the ${first.line === 0 ? "name" : "file"}`,
        "logins belong into ~/.netrc, UV_INDEX_* variables or docker login",
      ),
      rotate ?? act("replace it at its source", "others may know it already"),
      ...next,
    ],
  });
}

export function isFound(findings: readonly Finding[]): findings is readonly [Finding, ...Finding[]] {
  return findings.length > 0;
}
