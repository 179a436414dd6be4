import { act, adp, anyOf, Exit, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import type { Problem } from "../errors.ts";
import { printable } from "../log/log.ts";
import { type Finished, notFound } from "./program.ts";

/** What was asked of the KDC, for people. */
export interface Asked {
  readonly program: "kinit";
  /** Such as "The ticket of alice@CORP.EXAMPLE cannot be renewed". */
  readonly failed: string;
  /** For advice where the KDC refused. */
  readonly next: readonly Step[];
  /** By keytab: a refusal is a failed login of the account, and some of those lock it. */
  readonly isLogin?: boolean;
}

/** Why kinit failed, by what libkrb5 says in English. */
export function kdcProblem(
  { program, failed, next, isLogin }: Asked,
  { code, said, unstarted, endedBy }: Finished,
): Problem {
  const why = printable(said.trim().split("\n").at(-1) ?? "").slice(0, 500);
  const problem = (kind: string, exit: Problem["exit"], steps: readonly Step[]): Problem => ({
    code: `TKT-${kind}`,
    what: `${failed}.`,
    why: why === "" ? `${program} exited with ${code}.` : why,
    next: anyOf(...steps),
    exit,
  });
  if (code === notFound)
    return problem("NO-PROGRAM", Exit.unavailable, [
      run(shell`apt-get install krb5-user`, "or use the ticket sharer's own image"),
    ]);
  if (unstarted !== undefined)
    return problem("NOT-STARTED", Exit.unavailable, [
      ["EACCES", "EPERM"].includes(unstarted)
        ? run(shell`ls -lL "$(command -v kinit)"`, "may this user execute it?")
        : act("nothing, where there is room again: it is tried again each minute"),
      act("raise what is used up: pids_limit (EAGAIN), mem_limit (ENOMEM), ulimits: nofile (EMFILE)"),
    ]);
  if (endedBy !== undefined)
    return problem("PROGRAM-ENDED", Exit.unavailable, [
      act("nothing, where it was once: it is tried again each minute"),
      run(
        shell`dmesg | tail`,
        "out of memory: raise mem_limit; a crash: check the Kerberos packages of the image",
      ),
    ]);
  if (
    /cannot contact any KDC|cannot (find|resolve|locate) .*(KDC|realm)|no answer within|resolve network address|connection refused/i.test(
      said,
    )
  )
    return problem("KDC-UNREACHABLE", Exit.unavailable, [
      act("nothing, where the KDC or the VPN comes back: it is tried again each minute"),
      act("set TICKET_NETWORK=host, where only the host reaches the KDC, as through a VPN"),
      run(shell`getent hosts KDC; grep -A3 realms /etc/krb5.conf`, "is it the right KDC?"),
    ]);
  if (/clock skew/i.test(said))
    return problem("CLOCK-SKEW", Exit.credential, [
      run(shell`sudo hwclock -s`, "in WSL, after sleep"),
      run(shell`timedatectl`, "is the time synchronized? The KDC allows five minutes"),
    ]);
  if (isLogin && /preauthentication failed|decrypt integrity check failed|password incorrect/i.test(said))
    return problem("KEYTAB-REFUSED", Exit.credential, [
      act(
        "make a new keytab with ktpass (Windows) or ktutil: the account's password was changed, or it is another account's",
      ),
      run(
        adp`platform start`,
        "once it is there; not tried again before, since each failed login counts towards a lockout",
      ),
      ...next,
    ]);
  if (isLogin && /credentials have been revoked|password has expired|client .*not found/i.test(said))
    return problem("KDC-REFUSED", Exit.credential, [
      act(
        "ask its administrator whether the account is locked, disabled, expired or renamed; it is tried again each minute",
      ),
      ...next,
    ]);
  if (/keytab|key table|no suitable keys/i.test(said))
    return problem("KEYTAB", Exit.credential, [
      run(shell`klist -k KEYTAB`, "whose keys does it hold, and may this user read it?"),
      ...next,
    ]);
  return problem("KDC-REFUSED", Exit.credential, next);
}
