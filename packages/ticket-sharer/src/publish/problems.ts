import { dirname } from "node:path";
import { Exit, errnoOf, type Problem, problemOf, SharerError } from "../errors.ts";
import type { Ticket } from "../examine.ts";
import { shellWord } from "../log/shell-word.ts";
import { userNamespaceAdvice, whoAmI } from "../source/identity.ts";

/**
 * Why a usable ticket does not take the place of the usable one that is shared; undefined where it may.
 * Another principal's ticket may end earlier: who runs kinit for somebody else means it, and who does not pins.
 */
export function refusalOf(candidate: Ticket, shared: Ticket): Problem | undefined {
  if (!candidate.client.equals(shared.client)) return undefined;
  const seconds = shared.facts.endtime - candidate.facts.endtime;
  if (seconds <= 0) return undefined;
  return {
    code: "TKT-EARLIER",
    what: `The ticket of ${candidate.client} ends ${seconds} s before the one that is already shared, which stays.`,
    subject: String(candidate.client),
    next: [`kinit ${candidate.client}   # a new one ends later`],
    exit: Exit.ok,
  };
}

/** Why the copy could not be written. What was thrown for another reason, such as bytes of no cache, is kept. */
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
          next: [
            `df -h ${shellWord(folder)}; df -i ${shellWord(folder)}`,
            "docker system df   # docker system prune frees space",
          ],
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
          next: [
            "docker volume rm platform_kerberos_cache   # then start the platform again; consumers mount it :ro,nocopy",
            `ls -ldn ${shellWord(folder)}`,
          ],
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
          next: [`mkdir -p ${shellWord(folder)}`, "set TICKET_CACHE_DIR to the folder that consumers mount"],
          exit,
        },
        error,
      );
    case "EISDIR":
      return new SharerError(inTheWay(wayOf(error) ?? path, "a folder", "a file", "rmdir"), error);
    case "EEXIST":
      return new SharerError(inTheWay(wayOf(error) ?? path, "no folder", "one", "rm"), error);
    default:
      return new SharerError(
        {
          code: "TKT-PUBLISH-FAILED",
          what: `The ticket cannot be copied to ${folder} (${errno}). The copy that was there stays.`,
          next: [`touch ${shellWord(`${folder}/.try`)}   # does the file system work?`, "dmesg | tail"],
          exit,
        },
        error,
      );
  }
}

/** What stood where a file was to be put, or a folder to be made. */
function wayOf(error: unknown): string | undefined {
  const { path, dest } = error as { readonly path?: string; readonly dest?: string };
  return dest ?? path;
}

function inTheWay(thing: string, is: string, wanted: string, remove: string): Problem {
  return {
    code: "TKT-PUBLISH-FAILED",
    what: `${thing} is ${is}, and the ticket sharer needs ${wanted} there.`,
    next: [`ls -ld ${shellWord(thing)}   # whose is it?`, `${remove} ${shellWord(thing)}`],
    exit: Exit.cannotPublish,
  };
}
