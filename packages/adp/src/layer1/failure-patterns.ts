import type { Patterns } from "../kernel/failure/index.ts";

/** What the scripts of layer1-base-image/build print before they give up; the sentence is captured. */
export type OwnKind = "secret-missing" | "wheel-missing" | "onbuild" | "no-airflow" | "conflict" | "odbc";
export const ownPatterns: Patterns<OwnKind> = [
  [/^layer1: (\w+ must log in, and this build has no login)\./m, "secret-missing"],
  [/^layer1: (the framework's wheel is missing)\./m, "wheel-missing"],
  [/^layer1: (IMAGE_ASTRONOMER has ONBUILD steps of its own)\./m, "onbuild"],
  [/^layer1: (IMAGE_ASTRONOMER has no (?:Airflow|pip).*)$/m, "no-airflow"],
  [/^layer1: (the packages above are the Runtime's.*)$/m, "conflict"],
  [/^layer1: (pip check fails.*)$/m, "conflict"],
  [/^layer1: ((?:Microsoft's ODBC driver|mssql-python-odbc).*?)\. /m, "odbc"],
];

/** What ends a step of any tool. */
export const stepPatterns: Patterns = [
  [/No space left on device|ENOSPC/i, "disk-full"],
  [/did not complete successfully: exit code: 137|\bKilled$/m, "killed"],
];

// The order is part of the tables: a refused login also leads to "no such package".
export type AptKind = "signature" | "mixed" | "package";
export const aptPatterns: Patterns<AptKind> = [
  [/\b(?:401|403)\s+(?:Unauthorized|Forbidden)|\b401\b.*\[IP/i, "login-refused"],
  [
    /certificate verif|certificate is NOT trusted|SSL (?:connection|certificate)|Could not handshake|No system certificates/i,
    "tls-untrusted",
  ],
  [
    /NO_PUBKEY|is not signed|Release file .*(?:expired|not valid yet)|invalid signature|couldn't be verified/i,
    "signature",
  ],
  [/Hash Sum mismatch|File has unexpected size|Mirror sync in progress/i, "mixed"],
  [/\b407\b/, "proxy"],
  [
    /Could not resolve|Could not connect|Connection (?:refused|timed out|failed)|Temporary failure resolving|Unable to connect|Network is unreachable|\b50[234]\b/i,
    "unreachable",
  ],
  [/E: Unable to locate package (\S+)|E: Package '([^']+)' has no installation candidate/, "package"],
  [/\b404\s+Not Found/i, "not-found"],
];

export type PythonKind = "hash" | "unlisted" | "package" | "conflict" | "bindings";
export const pythonPatterns: Patterns<PythonKind> = [
  [/Hash mismatch for `([^`]+)`/, "hash"],
  [/no trusted hash was provided for: `([^`]+)`/, "unlisted"],
  [/DO NOT MATCH THE HASHES[\s\S]*?^\s*(\S+) from /im, "hash"],
  [
    /\b40[13]\b.{0,40}(?:Unauthorized|Forbidden|Error|Credentials|permissions)|(?:Unauthorized|Forbidden).{0,20}\b40[13]\b|HTTP error 40[13]|lack of valid authentication|Missing credentials|Credentials not correct/i,
    "login-refused",
  ],
  [
    /CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate|UnknownIssuer|self.signed certificate|certificate verify failed/i,
    "tls-untrusted",
  ],
  [/\b407\b|Tunnel connection failed|ProxyError/, "proxy"],
  [
    /NewConnectionError|Connection refused|Name or service not known|Temporary failure in name resolution|dns error|failed to lookup|Max retries exceeded|timed out|error sending request|tcp connect error|Network is unreachable|\b50[234]\b (?:Bad|Service|Gateway)/i,
    "unreachable",
  ],
  [
    /No matching distribution found for (\S+)|Because (\S+) was not found in the package registry|Because there (?:is|are) no versions? of (\S+)|Because (\S+) has no (?:usable )?wheels/,
    "package",
  ],
  [/No solution found when resolving/, "conflict"],
  [
    /Failed building wheel|error: command .*(?:gcc|cc).* failed|Python\.h: No such file|krb5-config/i,
    "bindings",
  ],
];
