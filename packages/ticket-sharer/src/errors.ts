import { anyOf, Exit, type ExitCode, errnoOf, type Fill, type Next } from "@airflow-data-platform/cli-kit";
import { Krb5Error } from "@airflow-data-platform/krb5";

/** What keeps a ticket from being shared, for a log, a status file or a terminal. No byte of a key or ticket. */
export interface Problem {
  /** Stable: TKT-..., or KRB5-... where the library refused the bytes. */
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  /** Whom it is about, where `what` changes as time goes by. */
  readonly subject?: string;
  readonly next: Next;
  readonly exit: ExitCode;
  /** Usually over in a moment, such as half of a write: reported only when it lasts. */
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

/** No next step of the sharer repeats its own command line, and `adp` is on the host, by whatever name. */
export const fill: Fill = { again: "ticket-sharer", adp: (words) => `adp ${words}` };

function problemOfLibrary(error: Krb5Error): Problem {
  const { code, message, why, next } = error;
  const aboutBytes = code.startsWith("KRB5-CCACHE-");
  return {
    code,
    what: message,
    ...(why === undefined ? {} : { why }),
    next: anyOf(...next),
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
