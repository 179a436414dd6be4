import { statfsSync } from "node:fs";
import { again } from "@airflow-data-platform/cli-kit";
import { AdpError, type ErrorDefinition } from "../../../kernel/errors.ts";
import { diagnose, diagnoseFile, diagnoseProcess, type Patterns } from "../../../kernel/failure/index.ts";
import { ProcessFailure } from "../../../kernel/process.ts";
import { redact } from "../../../kernel/secret.ts";
import { errors } from "../../errors.ts";
import type { FailureContext, Own, PackageFailure } from "./failure-context.ts";
import { packageRemedy } from "./package-remedy.ts";

/** What uv and pip print. */
const patterns: Patterns<Own> = [
  [/os error 28\b|No space left on device|ENOSPC|Disk quota exceeded|os error 122\b/i, "disk-full"],
  [/Hash mismatch for|DO NOT MATCH THE HASHES/, "hash"],
  [
    /invalid peer certificate|CERTIFICATE_VERIFY_FAILED|UnknownIssuer|self[- ]signed certificate/i,
    "tls-untrusted",
  ],
  [/suitable TLS CA certificate bundle|Could not load.*certificate/i, "tls-untrusted"],
  [/tunnel error|407 Proxy|ProxyError|Tunnel connection failed|proxy authorization required/i, "proxy"],
  [/Missing credentials for|lack of valid authentication/i, "login-missing"],
  [
    /\b401 (Unauthorized|Client Error)|\b403 (Forbidden|Client Error)|Credentials not correct/i,
    "login-refused",
  ],
  [
    /error sending request|dns error|Connection refused|timed out|network timeout|Failed to fetch/i,
    "unreachable",
  ],
  [/Max retries exceeded|too many 5\d\d error|Connection aborted|Name or service not known/i, "unreachable"],
  [/Network connectivity is disabled|HTTP status server error|connection closed before/i, "unreachable"],
  [/os error (13|30|1)\b|Permission denied|Read-only file system|Operation not permitted/i, "denied"],
  [
    /Couldn't parse requirement|Invalid requirement|requirements must have (a hash|their versions)/,
    "requirements",
  ],
  [
    /Invalid hash digest|Error (reading|parsing).*requirements|File not found: |Distribution not found at/i,
    "requirements",
  ],
  [
    /no wheels with a matching|no usable wheels|is not a supported wheel|building .* is disabled/i,
    "no-wheel",
  ],
  [/Failed to build|Failed to prepare|Build backend failed|Getting requirements to build/i, "build"],
  [
    /was not found in the (package registry|provided)|no versions? of|[Oo]nly .{1,80} available|No matching distribution/,
    "not-found",
  ],
  [/requirements are unsatisfiable|No solution found|ResolutionImpossible/, "conflict"],
];

const definitions: Readonly<Record<PackageFailure, ErrorDefinition>> = {
  "disk-full": errors.pyDiskFull,
  hash: errors.pyHash,
  "tls-untrusted": errors.pyTls,
  proxy: errors.pyProxy,
  "login-refused": errors.pyLogin,
  "login-missing": errors.pyLogin,
  unreachable: errors.pyRegistry,
  denied: errors.pyDenied,
  requirements: errors.pyRequirements,
  "no-wheel": errors.pyNoWheel,
  build: errors.pyBuild,
  "not-found": errors.pyNotThere,
  conflict: errors.pyConflict,
  venv: errors.pyVenv,
  killed: errors.pyInstall,
  "missing-program": errors.pyInstall,
  unknown: errors.pyInstall,
};

/** The error for a tool's failure. What is no failure of a tool or a file is given back as it is. */
export function explainPackageFailure(error: unknown, context: FailureContext): unknown {
  if (!(error instanceof ProcessFailure)) return explainFileFailure(error, context);
  const kind = packageFailureKind(error, context);
  const { why = error.message, next } = packageRemedy(kind, {
    ...context,
    output: `${error.stderr}\n${error.stdout}`,
  });
  return new AdpError(definitions[kind], {
    why,
    evidence: evidence(error, context),
    next: [...next, again],
    cause: error,
  });
}

/** What kind of failure it is. */
export function packageFailureKind(
  error: ProcessFailure,
  context: Pick<FailureContext, "tool" | "folder" | "requirements">,
): PackageFailure {
  // uv before 0.10 breaks its lines to the terminal's width and draws a tree beside them.
  const output = `${error.stderr}\n${error.stdout}`.replace(/[\s│╰─▶×├]+/g, " ");
  const { kind } = diagnose(output, patterns);
  if (kind === "unknown") {
    // ensurepip keeps the cause to itself.
    if (isFull(context.folder)) return "disk-full";
    if (context.tool === "venv" || error.argv.includes("venv")) return "venv";
    return diagnoseProcess(error, []).kind;
  }
  return kind === "conflict" && context.requirements === undefined ? "unknown" : kind;
}

/** Node's own errors, of the files that are written beside the tools'. */
function explainFileFailure(error: unknown, context: FailureContext): unknown {
  const kind = diagnoseFile(error);
  if (kind === undefined || !(error instanceof Error)) return error;
  const folder = "path" in error && typeof error.path === "string" ? error.path : context.folder;
  const { why, next } = packageRemedy(kind, { ...context, folder, output: "" });
  return new AdpError(definitions[kind], {
    ...(why === undefined ? {} : { why }),
    evidence: [error.message],
    next: [...next, again],
    cause: error,
  });
}

function isFull(folder: string): boolean {
  try {
    const disk = statfsSync(folder);
    return disk.bavail * disk.bsize < 20 * 1024 * 1024;
  } catch {
    // The folder is not there: something else is wrong.
    return false;
  }
}

/** The lines that say what happened, without credentials and without a traceback's middle. */
function evidence(error: ProcessFailure, context: FailureContext): string[] {
  const lines = redact(`${error.stderr}\n${error.stdout}`, context.settings?.secrets ?? [])
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "");
  const telling = lines.filter((line) =>
    context.tool === "uv"
      ? !/^(warning:|Using Python|Resolved|\s*File ")/.test(line)
      : /^(ERROR:|WARNING:|\s+Expected |\s+Got )|Could not fetch URL|Error: |OSError/.test(line),
  );
  const shown = telling.length > 0 ? telling : lines;
  return [...new Set(shown)]
    .slice(0, 10)
    .map((line) => (line.length > 320 ? `${line.slice(0, 320)} ...` : line));
}
