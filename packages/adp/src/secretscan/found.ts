import { AdpError, type ErrorDefinition } from "../kernel/errors.ts";
import type { Finding } from "./finding.ts";

interface FoundWords {
  readonly why: string;
  /** What else to type. */
  readonly next: readonly string[];
}

/** Credentials in files as one error: by place, never by value. */
export function foundError(
  definition: ErrorDefinition,
  found: readonly [Finding, ...Finding[]],
  { why, next }: FoundWords,
): AdpError {
  const [first] = found;
  // Two rules may know the same one.
  const more = new Set(found.map(({ path, line }) => `${path}:${line}`)).size - 1;
  const others = more === 0 ? "" : more === 1 ? ", and there is one more" : `, and there are ${more} more`;
  return new AdpError(definition, {
    what: `${first.path} holds a credential in line ${first.line}${others}.`,
    why,
    evidence: found.slice(0, 20).map((one) => `${one.path}:${one.line}  ${one.what}`),
    next: [
      "take it out; logins belong into ~/.netrc, ~/.config/uv/uv.toml with UV_INDEX_*, or docker login",
      "it may be known to others already: replace it at its source",
      ...next,
    ],
  });
}

export function isFound(findings: readonly Finding[]): findings is readonly [Finding, ...Finding[]] {
  return findings.length > 0;
}
