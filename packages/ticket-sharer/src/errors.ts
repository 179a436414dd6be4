import { Krb5Error } from "../../krb5/src/index.ts";

/** What the process exits with: sysexits.h where it has a number for the cause. */
export const Exit = {
  /** Stopped by a signal; --once published; --check found a usable ticket. */
  ok: 0,
  bug: 1,
  usage: 64,
  /** The source is there but is no credential cache. */
  data: 65,
  /** There is no source, or no ticket in it. */
  noInput: 66,
  /** The ticket is another principal's than the pinned one. */
  otherPrincipal: 67,
  /** The KDC, or the KCM daemon, cannot be reached. */
  unavailable: 69,
  /** The source may not be read by this user. */
  denied: 71,
  /** The folder for the copy cannot be written. */
  cannotPublish: 73,
  /** A mount has gone stale: start again. */
  restart: 75,
  /** The ticket has expired, or no login would accept it for another reason; the KDC refused. */
  credential: 77,
} as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** What keeps a ticket from being shared, for a log, a status file or a terminal. No byte of a key or ticket. */
export interface Problem {
  /** Stable: TKT-..., or KRB5-... where the library refused the bytes. */
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  /** Whom it is about, where `what` changes as time goes by. */
  readonly subject?: string;
  readonly next: readonly string[];
  readonly exit: ExitCode;
  /** Usually over in a moment, such as half of a write: told only when it lasts. */
  readonly transient?: boolean;
}

/** A problem that ends what was being done. Anything else that is thrown is a bug. */
export class SharerError extends Error {
  constructor(
    readonly problem: Problem,
    cause?: unknown,
  ) {
    super(problem.what, cause === undefined ? undefined : { cause });
    this.name = "SharerError";
  }
}

/** The problem behind what was thrown; throws it again when it is a bug. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof SharerError) return thrown.problem;
  if (thrown instanceof Krb5Error) return problemOfLibrary(thrown);
  throw thrown;
}

function problemOfLibrary(error: Krb5Error): Problem {
  const { code, message, why, next } = error;
  const aboutBytes = code.startsWith("KRB5-CCACHE-");
  return {
    code,
    what: message,
    ...(why === undefined ? {} : { why }),
    next,
    exit: exitOfLibrary(error),
    // Half of a write has no form; a folder's `primary` is rewritten, too.
    transient: aboutBytes || code === "KRB5-NAME-PRIMARY",
  };
}

function exitOfLibrary({ code, cause }: Krb5Error): ExitCode {
  if (code.startsWith("KRB5-CCACHE-")) return Exit.data;
  if (code.startsWith("KRB5-KCM-") && code !== "KRB5-KCM-NO-CACHE") return Exit.unavailable;
  return ["EACCES", "EPERM"].includes(errnoOf(cause) ?? "") ? Exit.denied : Exit.noInput;
}

/** The lines of a problem for a terminal. */
export function describeProblem({ code, what, why, next }: Problem): string {
  const lines = [`${code}  ${what}`];
  if (why !== undefined) lines.push(`  why:  ${why}`);
  for (const [index, step] of next.entries()) lines.push(`  ${index === 0 ? "next:" : "  or:"} ${step}`);
  return lines.join("\n");
}

export function errnoOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}
