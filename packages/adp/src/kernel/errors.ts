/** What the process exits with. One number a kind of cause, the same for every command. */
export const Exit = {
  ok: 0,
  /** The job itself failed: a DAG, a test, a check. */
  job: 1,
  /** The platform, the machine or the network failed. */
  platform: 2,
  usage: 64,
  credential: 77,
} as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

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
  /** The commands to type or things to do next, most likely first. */
  readonly next: readonly string[];
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

export function errorCatalogue(): ErrorDefinition[] {
  return [...catalogue.values()].sort((a, b) => a.code.localeCompare(b.code));
}

/** An abort that the user can act on. Everything else that is thrown is a bug of ours. */
export class AdpError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly why: string | undefined;
  readonly next: readonly string[];
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

  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      what: this.message,
      ...(this.why === undefined ? {} : { why: this.why }),
      next: this.next,
      ...(this.evidence.length === 0 ? {} : { evidence: this.evidence }),
    };
  }
}

/** The words of an error for a terminal or a pipe, without colour. */
export function describeError(error: unknown): string {
  if (error instanceof AdpError) {
    const lines = [`${error.code}  ${error.message}`];
    if (error.why) lines.push(`  why:  ${error.why}`);
    for (const line of error.evidence) lines.push(`  | ${line}`);
    error.next.forEach((step, index) => {
      lines.push(`  ${index === 0 ? "next:" : "  or:"} ${step}`);
    });
    return lines.join("\n");
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `ADP-BUG-001  adp met a bug of its own.\n${trace}\n  next: report it with the lines above; running the command again is safe.`;
}

/** What a value that was thrown says, for the `why` of an error. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
