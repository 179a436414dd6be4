import { dirname } from "node:path";
import { act, adp, anyOf, Exit, errnoOf, run, shell } from "@airflow-data-platform/cli-kit";
import type { Principal } from "@airflow-data-platform/krb5";
import { type Problem, problemOf, SharerError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { userNamespaceAdvice, whoAmI } from "../source/identity.ts";
import type { Ticket } from "../ticket.ts";

/**
 * Why a usable ticket does not take the place of the usable one that is shared; undefined where it may.
 * Another principal's ticket may end earlier: see `changeRefused`.
 */
export function refusalOf(candidate: Ticket, shared: Ticket): Problem | undefined {
  if (!candidate.client.equals(shared.client)) return undefined;
  const seconds = shared.facts.endtime - candidate.facts.endtime;
  if (seconds <= 0) return undefined;
  return {
    code: "TKT-EARLIER",
    what: `The ticket of ${candidate.client} ends ${seconds} s before the one that is already shared, which stays.`,
    subject: String(candidate.client),
    next: [run(shell`kinit ${String(candidate.client)}`, "a new one ends later")],
    exit: Exit.ok,
  };
}

/** Why another principal's ticket does not replace the shared one; undefined where it may. */
export function changeRefused(
  candidate: Ticket,
  shared: Principal | undefined,
  { principal, principalChange, keytab }: Settings,
): Problem | undefined {
  const { client } = candidate;
  // TICKET_PRINCIPAL and a keytab name whose ticket is wanted.
  if (shared === undefined || client.equals(shared) || principal !== undefined || keytab !== undefined)
    return undefined;
  if (principalChange === "allow" || (principalChange !== "refuse" && client.equals(principalChange)))
    return undefined;
  return {
    code: "TKT-PRINCIPAL-CHANGED",
    what: `The ticket belongs to ${client}, and ${shared}'s was shared before: it is not published.`,
    why: "Every DAG would log in as another user from now on.",
    subject: String(client),
    next: anyOf(
      run(adp`platform start`, `shares the ticket of ${client} from now on`),
      run(shell`kinit ${String(shared)}`),
      act("set TICKET_PRINCIPAL_CHANGE=allow, to publish the ticket of any principal"),
    ),
    exit: Exit.otherPrincipal,
  };
}

/** Why the copy could not be written. An error for another reason is kept, such as bytes that are not a cache. */
export function publishError(path: string, error: unknown): SharerError {
  if (error instanceof SharerError) return error;
  const errno = errnoOf(error);
  if (errno === undefined || errno.startsWith("KRB5-")) return new SharerError(problemOf(error), error);
  const folder = dirname(path);
  const exit = Exit.cannotPublish;
  switch (errno) {
    case "ENOSPC":
    case "EDQUOT":
      return new SharerError(
        {
          code: "TKT-PUBLISH-FULL",
          what: `The ticket cannot be copied to ${folder}: the disk is full (${errno}). The copy that was there stays.`,
          next: anyOf(
            run(shell`df -h ${folder}; df -i ${folder}`),
            run(shell`docker system df`, "docker system prune frees space"),
          ),
          exit,
        },
        error,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new SharerError(
        {
          code: "TKT-PUBLISH-DENIED",
          what: `The ticket cannot be copied to ${folder}: ${whoAmI()} may not write there (${errno}).`,
          why: `The folder has to be writable for group 0 (root:0, mode 2770); a consumer that started first without "nocopy" may have changed it.${userNamespaceAdvice()}`,
          next: anyOf(
            run(
              shell`docker volume rm platform_kerberos_cache`,
              "then start the platform again; consumers mount it :ro,nocopy",
            ),
            run(shell`ls -ldn ${folder}`),
          ),
          exit,
        },
        error,
      );
    case "ENOENT":
    case "ENOTDIR":
    case "ESTALE":
      return new SharerError(
        {
          code: "TKT-PUBLISH-MISSING",
          what: `The ticket cannot be copied: the folder ${folder} is not there (${errno}).`,
          next: anyOf(
            run(shell`mkdir -p ${folder}`),
            act("set TICKET_CACHE_DIR to the folder that consumers mount"),
          ),
          exit,
        },
        error,
      );
    default:
      return new SharerError(
        {
          code: "TKT-PUBLISH-FAILED",
          what: `The ticket cannot be copied to ${folder} (${errno}). The copy that was there stays.`,
          next: anyOf(
            run(shell`touch ${`${folder}/.try`}`, "does the file system work?"),
            run(shell`dmesg | tail`),
          ),
          exit,
        },
        error,
      );
  }
}
