import {
  type ExitCode,
  type FilledNext,
  fillNext,
  type Next,
  nextLines,
  problemLines,
} from "@airflow-data-platform/cli-kit";
import { commandLine } from "./command-line.ts";

export { Exit, type ExitCode } from "@airflow-data-platform/cli-kit";

/** An error that a user can meet: catalogued, so that docs/errors.md can be generated from the definitions. */
export interface ErrorDefinition {
  /** ADP-<ROOM>-<number>; never reused. */
  readonly code: string;
  /** One sentence for the catalogue: what happened, without the particulars. */
  readonly title: string;
  readonly exit: ExitCode;
}

interface ErrorDetails {
  /** What happened, with the particulars. Defaults to the title. */
  readonly what?: string;
  /** Why, as far as it is known. */
  readonly why?: string;
  /** What to do next: steps that follow each other, or ways to choose from. */
  readonly next: Next;
  /** Lines of evidence: the end of a log, the versions that were found. */
  readonly evidence?: readonly string[];
  readonly cause?: unknown;
}

const catalogue = new Map<string, ErrorDefinition>();

/** Declares an error once. A code that is declared twice is a bug of ours and fails at import. */
export function defineError(code: string, exit: ExitCode, title: string): ErrorDefinition {
  if (catalogue.has(code)) throw new Error(`error code ${code} is defined twice`);
  const definition = { code, exit, title };
  catalogue.set(code, definition);
  return definition;
}

/** Declares a room's errors as one table: a name of ours, the code, what it exits with, one sentence. */
export function defineErrors<Name extends string>(
  table: Readonly<Record<Name, readonly [code: string, exit: ExitCode, title: string]>>,
): Readonly<Record<Name, ErrorDefinition>> {
  const entries = Object.entries<readonly [string, ExitCode, string]>(table);
  return Object.fromEntries(
    entries.map(([name, [code, exit, title]]) => [name, defineError(code, exit, title)]),
  ) as Record<Name, ErrorDefinition>;
}

export function errorCatalogue(): ErrorDefinition[] {
  return [...catalogue.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/** An abort that the user can act on. Everything else that is thrown is a bug of ours. */
export class AdpError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly why: string | undefined;
  readonly next: Next;
  readonly evidence: readonly string[];

  constructor(definition: ErrorDefinition, details: ErrorDetails) {
    super(details.what ?? definition.title, { cause: details.cause });
    this.name = "AdpError";
    this.code = definition.code;
    this.exit = definition.exit;
    this.why = details.why;
    this.next = details.next;
    this.evidence = details.evidence ?? [];
  }

  /** The document of --json. */
  toJSON(): ErrorDocument {
    return {
      code: this.code,
      what: this.message,
      ...(this.why === undefined ? {} : { why: this.why }),
      next: fillNext(this.next, commandLine()),
      ...(this.evidence.length === 0 ? {} : { evidence: this.evidence }),
    };
  }
}

interface ErrorDocument {
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  readonly next: FilledNext;
  readonly evidence?: readonly string[];
}

/** The words of an error for a terminal or a pipe, without colour. */
export function describeError(error: unknown): string {
  if (error instanceof AdpError) {
    const { code, message, why, evidence, next } = error;
    return problemLines({ code, what: message, why, evidence, next }, commandLine()).join("\n");
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `ADP-BUG-001  Unexpected error: this is a bug in adp.\n${trace}\n  next:  report it with the lines above; it is safe to run the command again`;
}

/** The lines of what to do next. */
export function stepLines(next: Next): string[] {
  return nextLines(next, commandLine());
}

/** What a value that was thrown says, for the `why` of an error. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
