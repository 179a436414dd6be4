import { type Advice, action, command } from "../advice.ts";
import { errorCode, Krb5Error } from "../errors.ts";

/**
 * - no-socket, refused, denied: connecting.
 * - timeout, closed: no complete answer.
 * - too-big, malformed: an answer that is none.
 * - no-cache: the daemon has no such cache, or none at all.
 * - status: the daemon refused; see `status`.
 */
export type KcmErrorKind =
  | "no-socket"
  | "refused"
  | "denied"
  | "timeout"
  | "closed"
  | "too-big"
  | "malformed"
  | "no-cache"
  | "status";

const remedies: Record<KcmErrorKind, readonly Advice[]> = {
  "no-socket": [
    command("systemctl start sssd-kcm.socket", "or, with Heimdal: systemctl start heimdal-kcm"),
    command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit", "does without KCM"),
  ],
  refused: [command("systemctl restart sssd-kcm.socket", "the socket is there, but nobody listens")],
  denied: [
    action("run it as the person whose ticket it is"),
    action("check the mode of the socket: usually everybody may write to it"),
  ],
  timeout: [command("systemctl restart sssd-kcm"), command("journalctl -u sssd-kcm")],
  closed: [action("try again"), command("journalctl -u sssd-kcm")],
  "too-big": [command("kdestroy && kinit", "the cache holds far more than anybody needs")],
  malformed: [command("klist", "if it shows your tickets, report this with the versions of your KCM daemon")],
  "no-cache": [command("kinit"), command("klist -l", "shows the caches that there are")],
  status: [command("klist", "shows what the daemon says to libkrb5"), command("journalctl -u sssd-kcm")],
};

/** The KCM daemon cannot be asked, or said no. */
export class KcmError extends Krb5Error {
  constructor(
    readonly kind: KcmErrorKind,
    what: string,
    /** The daemon's own code, of libkrb5's error table. */
    readonly status?: number,
    cause?: unknown,
  ) {
    super(errorCode("KCM", kind), what, { next: remedies[kind], cause });
  }
}

/** The codes of libkrb5's table that decide something here. */
export const KcmStatus = {
  notFound: -1765328243,
  end: -1765328242,
  io: -1765328191,
  noFile: -1765328189,
  internal: -1765328188,
  notSupported: -1765328137,
} as const;

/** What a daemon says to an operation that it does not have: Heimdal the first, sssd the others. */
export function isUnsupported(error: unknown): boolean {
  return (
    error instanceof KcmError &&
    (error.status === KcmStatus.internal ||
      error.status === KcmStatus.io ||
      error.status === KcmStatus.notSupported)
  );
}
