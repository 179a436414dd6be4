import type { FailureKind } from "../../../kernel/failure/index.ts";
import type { Machine } from "../../../kernel/machine.ts";
import type { AirflowLine } from "../lines.ts";
import type { Python } from "./probe.ts";
import type { PackageSettings } from "./settings.ts";

export interface FailureContext {
  readonly tool: "uv" | "pip" | "venv";
  /** Where it was to be installed. */
  readonly folder: string;
  readonly settings?: PackageSettings;
  readonly python?: Python;
  readonly requirements?: { readonly files: readonly string[]; readonly line: AirflowLine };
  readonly env?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
}

/** The kinds of failures that only package tools have. */
export type Own = "hash" | "requirements" | "no-wheel" | "build" | "conflict" | "venv";
export type PackageFailure = FailureKind | Own;
