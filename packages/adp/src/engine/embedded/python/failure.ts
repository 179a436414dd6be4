import { statfsSync } from "node:fs";
import { AdpError, type ErrorDefinition } from "../../../kernel/errors.ts";
import { type Machine, thisMachine } from "../../../kernel/machine.ts";
import { ProcessFailure } from "../../../kernel/process.ts";
import { redact } from "../../../kernel/secret.ts";
import {
  PY_BUILD,
  PY_CONFLICT,
  PY_DENIED,
  PY_DISK_FULL,
  PY_HASH,
  PY_INSTALL,
  PY_LOGIN,
  PY_NO_WHEEL,
  PY_NOT_THERE,
  PY_PROXY,
  PY_REGISTRY,
  PY_REQUIREMENTS,
  PY_TLS,
  PY_VENV,
} from "./errors.ts";
import type { AirflowLine } from "./lines.ts";
import type { Python } from "./probe.ts";
import { remedies } from "./remedies.ts";
import type { PackageSettings } from "./settings.ts";

export interface FailureContext {
  readonly tool: "uv" | "pip" | "venv";
  /** The command that a user types to try again. */
  readonly again: string;
  /** Where it was to be installed. */
  readonly folder: string;
  readonly settings?: PackageSettings;
  readonly python?: Python;
  readonly requirements?: { readonly files: readonly string[]; readonly line: AirflowLine };
  readonly env?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
}

/** What uv and pip print, and what it means; the first that fits, for a full disk may look like anything. */
const rules: readonly (readonly [RegExp, ErrorDefinition])[] = [
  [/os error 28\b|No space left on device|ENOSPC|Disk quota exceeded|os error 122\b/i, PY_DISK_FULL],
  [/Hash mismatch for|DO NOT MATCH THE HASHES/, PY_HASH],
  [/invalid peer certificate|CERTIFICATE_VERIFY_FAILED|UnknownIssuer|self[- ]signed certificate/i, PY_TLS],
  [/suitable TLS CA certificate bundle|Could not load.*certificate/i, PY_TLS],
  [/tunnel error|407 Proxy|ProxyError|Tunnel connection failed|proxy authorization required/i, PY_PROXY],
  [/\b401 (Unauthorized|Client Error)|\b403 (Forbidden|Client Error)|Credentials not correct/i, PY_LOGIN],
  [/Missing credentials for|lack of valid authentication/i, PY_LOGIN],
  [
    /error sending request|dns error|Connection refused|timed out|network timeout|Failed to fetch/i,
    PY_REGISTRY,
  ],
  [/Max retries exceeded|too many 5\d\d error|Connection aborted|Name or service not known/i, PY_REGISTRY],
  [/Network connectivity is disabled|HTTP status server error|connection closed before/i, PY_REGISTRY],
  [/os error (13|30|1)\b|Permission denied|Read-only file system|Operation not permitted/i, PY_DENIED],
  [
    /Couldn't parse requirement|Invalid requirement|requirements must have (a hash|their versions)/,
    PY_REQUIREMENTS,
  ],
  [/Invalid hash digest|Error (reading|parsing).*requirements|File not found: /i, PY_REQUIREMENTS],
  [
    /no wheels with a matching|no usable wheels|is not a supported wheel|building .* is disabled/i,
    PY_NO_WHEEL,
  ],
  [/Failed to build|Failed to prepare|Build backend failed|Getting requirements to build/i, PY_BUILD],
  [
    /was not found in the (package registry|provided)|no versions? of|[Oo]nly .{1,80} available|No matching distribution/,
    PY_NOT_THERE,
  ],
  [/requirements are unsatisfiable|No solution found|ResolutionImpossible/, PY_CONFLICT],
];

/** The error for a tool's failure. What is no failure of a tool is given back as it is. */
export function explainPackageFailure(error: unknown, context: FailureContext): unknown {
  if (!(error instanceof ProcessFailure)) return explainFileFailure(error, context);
  const machine = context.machine ?? thisMachine();
  const output = `${error.stderr}\n${error.stdout}`;
  const definition = packageFailureKind(error, context);
  const { why, next } = remedies(definition, { ...context, machine, output });
  return new AdpError(definition, {
    ...(why === undefined ? { why: error.message } : { why }),
    evidence: evidence(error, context),
    next: [...next, context.again],
    cause: error,
  });
}

/** What kind of failure it is. */
export function packageFailureKind(
  error: ProcessFailure,
  context: Pick<FailureContext, "tool" | "folder" | "requirements">,
): ErrorDefinition {
  // uv before 0.10 breaks its lines to the terminal's width and draws a tree beside them.
  const output = `${error.stderr}\n${error.stdout}`.replace(/[\s│╰─▶×├]+/g, " ");
  const found = rules.find(([pattern]) => pattern.test(output))?.[1];
  // ensurepip keeps the cause to itself.
  if (found === undefined && isFull(context.folder)) return PY_DISK_FULL;
  if (found !== undefined && !(found === PY_CONFLICT && context.requirements === undefined)) return found;
  return context.tool === "venv" || error.argv.includes("venv") ? PY_VENV : PY_INSTALL;
}

/** Node's own errors, of the files that are written beside the tools'. */
function explainFileFailure(error: unknown, context: FailureContext): unknown {
  const { code = "", path } = error as NodeJS.ErrnoException;
  const definition = /^(ENOSPC|EDQUOT)$/.test(code)
    ? PY_DISK_FULL
    : /^(EACCES|EPERM|EROFS)$/.test(code)
      ? PY_DENIED
      : undefined;
  if (definition === undefined) return error;
  const machine = context.machine ?? thisMachine();
  const folder = path ?? context.folder;
  const { why, next } = remedies(definition, { ...context, folder, machine, output: "" });
  return new AdpError(definition, {
    ...(why === undefined ? {} : { why }),
    evidence: [(error as Error).message],
    next: [...next, context.again],
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
