import type { ErrorDefinition } from "../kernel/errors.ts";
import * as errors from "./errors.ts";

/** What a tool prints, and which error that is. */
export interface Rule {
  readonly pattern: RegExp;
  readonly definition: ErrorDefinition;
  readonly what: (match: RegExpExecArray) => string | undefined;
}

const nothing = () => undefined;
const sentence = (match: RegExpExecArray) =>
  `${match[1]?.trim().replace(/^./, (first) => first.toUpperCase())}.`;

// In the order in which they are asked: a refused login also leads to "no such package".
export const own: readonly Rule[] = [
  {
    pattern: /^layer1: (\w+ must log in, and this build was given no login)\./m,
    definition: errors.SECRET_REQUIRED,
    what: sentence,
  },
  {
    pattern: /^layer1: (the framework's wheel is missing)\./m,
    definition: errors.INPUT_MISSING,
    what: sentence,
  },
  {
    pattern: /^layer1: (IMAGE_ASTRONOMER carries ONBUILD steps of its own)\./m,
    definition: errors.BASE_ONBUILD,
    what: sentence,
  },
  {
    pattern: /^layer1: (IMAGE_ASTRONOMER has no Airflow.*)$/m,
    definition: errors.BASE_NO_RUNTIME,
    what: sentence,
  },
  {
    pattern: /^layer1: (the packages above are the Runtime's.*)$/m,
    definition: errors.PYTHON_CONFLICT,
    what: sentence,
  },
  { pattern: /^layer1: (pip check fails.*)$/m, definition: errors.PYTHON_CONFLICT, what: sentence },
  {
    pattern: /^layer1: ((?:Microsoft's ODBC driver|mssql-python-odbc).*?)\. /m,
    definition: errors.ODBC,
    what: sentence,
  },
];
export const apt: readonly Rule[] = [
  {
    pattern: /\b(?:401|403)\s+(?:Unauthorized|Forbidden)|\b401\b.*\[IP/i,
    definition: errors.APT_LOGIN,
    what: nothing,
  },
  {
    pattern:
      /certificate verif|certificate is NOT trusted|SSL (?:connection|certificate)|Could not handshake|No system certificates/i,
    definition: errors.APT_TLS,
    what: nothing,
  },
  {
    pattern:
      /NO_PUBKEY|is not signed|Release file .*(?:expired|not valid yet)|invalid signature|couldn't be verified/i,
    definition: errors.APT_SIGNATURE,
    what: nothing,
  },
  {
    pattern: /Hash Sum mismatch|File has unexpected size|Mirror sync in progress/i,
    definition: errors.APT_MIXED,
    what: nothing,
  },
  {
    pattern:
      /Could not resolve|Could not connect|Connection (?:refused|timed out|failed)|Temporary failure resolving|Unable to connect|Network is unreachable|\b407\b|\b50[234]\b/i,
    definition: errors.APT_UNREACHABLE,
    what: nothing,
  },
  {
    pattern: /E: Unable to locate package (\S+)|E: Package '([^']+)' has no installation candidate/,
    definition: errors.APT_PACKAGE,
    what: (m) => `The mirror has no Debian package ${m[1] ?? m[2]}.`,
  },
  {
    pattern: /\b404\s+Not Found/i,
    definition: errors.APT_UNREACHABLE,
    what: () => "The apt mirror has no such folder.",
  },
];
export const python: readonly Rule[] = [
  {
    pattern:
      /\b40[13]\b.{0,40}(?:Unauthorized|Forbidden|Error|Credentials|permissions)|(?:Unauthorized|Forbidden).{0,20}\b40[13]\b|HTTP error 40[13]|lack of valid authentication|Missing credentials|Credentials not correct/i,
    definition: errors.PYTHON_LOGIN,
    what: nothing,
  },
  {
    pattern:
      /CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate|UnknownIssuer|self.signed certificate|certificate verify failed/i,
    definition: errors.PYTHON_TLS,
    what: nothing,
  },
  {
    pattern:
      /NewConnectionError|Connection refused|Name or service not known|Temporary failure in name resolution|dns error|failed to lookup|Max retries exceeded|timed out|error sending request|tcp connect error|Network is unreachable|\b50[234]\b (?:Bad|Service|Gateway)/i,
    definition: errors.PYTHON_UNREACHABLE,
    what: nothing,
  },
  {
    pattern:
      /No matching distribution found for (\S+)|Because (\S+) was not found in the package registry|Because there (?:is|are) no versions? of (\S+)|Because (\S+) has no (?:usable )?wheels/,
    definition: errors.PYTHON_PACKAGE,
    what: (m) => `The index has no ${m[1] ?? m[2] ?? m[3] ?? m[4]} that fits.`,
  },
  {
    pattern: /No solution found when resolving/,
    definition: errors.PYTHON_CONFLICT,
    what: () => "No versions of the Python packages fit the Runtime's.",
  },
  {
    pattern:
      /Failed building wheel|error: command .*(?:gcc|cc).* failed|Python\.h: No such file|krb5-config/i,
    definition: errors.BINDINGS,
    what: nothing,
  },
];
