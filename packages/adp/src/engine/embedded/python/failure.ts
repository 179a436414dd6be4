import { AdpError } from "../../../kernel/errors.ts";
import { type Machine, thisMachine } from "../../../kernel/machine.ts";
import { ProcessFailure } from "../../../kernel/process.ts";
import { redact } from "../../../kernel/secret.ts";
import { PY_INSTALL } from "./errors.ts";
import type { AirflowLine } from "./lines.ts";
import type { Python } from "./probe.ts";
import type { PackageSettings } from "./settings.ts";

export interface FailureContext {
  readonly tool: "uv" | "pip" | "venv";
  readonly again: string;
  /** Where it was to be installed. */
  readonly folder: string;
  readonly settings?: PackageSettings;
  readonly python?: Python;
  readonly requirements?: { readonly files: readonly string[]; readonly line: AirflowLine };
  readonly machine?: Machine;
}
export function explainPackageFailure(error: unknown, context: FailureContext): unknown {
  if (!(error instanceof ProcessFailure)) return error;
  void thisMachine;
  return new AdpError(PY_INSTALL, {
    next: [context.again],
    evidence: error.tail(12).map((l) => redact(l, context.settings?.secrets ?? [])),
    cause: error,
  });
}
