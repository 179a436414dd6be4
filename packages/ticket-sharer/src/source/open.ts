import { statSync } from "node:fs";
import { act, adp, anyOf, Exit, run, shell } from "@airflow-data-platform/cli-kit";
import { type CacheName, CacheNameError, parseCacheName } from "@airflow-data-platform/krb5";
import { SharerError } from "../errors.ts";
import { directorySource } from "./directory-source.ts";
import { fileSource } from "./file-source.ts";
import { kcmSource } from "./kcm-source.ts";
import type { Source } from "./source.ts";

/** @throws SharerError TKT-SOURCE-TYPE, TKT-SETTING for a name that is not a cache name */
export function openSource(text: string): Source {
  const name = nameOf(text);
  switch (name?.type) {
    case undefined: {
      const path = text.replace(/^FILE:/, "");
      return isFolder(path) ? directorySource(path) : fileSource(path);
    }
    case "DIR":
      return directorySource(name.residual.replace(/(?<=.)\/+$/, ""));
    case "KCM":
      return kcmSource(name.residual);
    default:
      throw new SharerError({
        code: "TKT-SOURCE-TYPE",
        what: `${text}: a ${name?.type} cache can be read neither from a container nor by another program.`,
        why: "Only the programs of the person who is logged in reach it.",
        next: anyOf(
          run(adp`platform start`, "exports such a ticket on the host, where that is possible"),
          run(shell`export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit`),
        ),
        exit: Exit.usage,
      });
  }
}

/** The parsed name; undefined for a path. */
function nameOf(text: string): CacheName | undefined {
  try {
    const name = parseCacheName(text);
    return name.type === "FILE" ? undefined : name;
  } catch (error) {
    if (!(error instanceof CacheNameError)) throw error;
    const problem = {
      code: "TKT-SETTING",
      what: `TICKET_SOURCE (--source) does not name a credential cache: ${error.message}`,
      // The library's own advice is about KRB5CCNAME, which is not read here.
      next: [act("set TICKET_SOURCE to a path, DIR:/krb5/source, or KCM:")],
      exit: Exit.usage,
    };
    throw new SharerError(problem, error);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing: the person has not got a ticket yet.
    return false;
  }
}
