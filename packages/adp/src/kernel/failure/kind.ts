import { errnoOf } from "@airflow-data-platform/cli-kit";
import { ProcessFailure } from "../process.ts";

/** What a failure of any tool comes down to. Each has one remedy an operating system: see remedy.ts. */
export type FailureKind =
  | "disk-full"
  | "tls-untrusted"
  | "proxy"
  | "login-refused"
  | "login-missing"
  | "unreachable"
  | "not-found"
  | "denied"
  | "killed"
  | "missing-program"
  | "unknown";

/**
 * What a tool prints, and what it means. The first that fits counts, so the order is part of the table: a full disk may
 * look like anything, and a refused login also leads to "no such package". A tool may have kinds of its own.
 */
export type Patterns<Own extends string = never> = readonly (readonly [RegExp, FailureKind | Own])[];

export interface Diagnosis<Own extends string = never> {
  readonly kind: FailureKind | Own;
  /** What the pattern captured: a package's name, for one. */
  readonly match?: RegExpExecArray;
}

/** What a tool's output means. */
export function diagnose<Own extends string = never>(text: string, patterns: Patterns<Own>): Diagnosis<Own> {
  for (const [pattern, kind] of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return { kind, match };
  }
  return { kind: "unknown" };
}

/** What the end of a process means: how it ended first, then what it printed. */
export function diagnoseProcess<Own extends string = never>(
  failure: ProcessFailure,
  patterns: Patterns<Own>,
): Diagnosis<Own> {
  if (failure.kind === "spawn-failed") return { kind: "missing-program" };
  const found = diagnose(`${failure.stderr}\n${failure.stdout}`, patterns);
  return found.kind === "unknown" && failure.kind === "killed" ? { kind: "killed" } : found;
}

/** What Node's own error about a file means; undefined for any other. */
export function diagnoseFile(error: unknown): FailureKind | undefined {
  if (error instanceof ProcessFailure || !(error instanceof Error)) return undefined;
  const code = errnoOf(error) ?? "";
  if (/^(ENOSPC|EDQUOT)$/.test(code)) return "disk-full";
  if (/^(EACCES|EPERM|EROFS)$/.test(code)) return "denied";
  return undefined;
}
