import { statSync } from "node:fs";
import { CacheNameError } from "../../../krb5/src/index.ts";
import { Exit, SharerError } from "../errors.ts";
import { namedSource } from "../settings/settings.ts";
import { directorySource } from "./directory-source.ts";
import { fileSource } from "./file-source.ts";
import { kcmSource } from "./kcm-source.ts";
import type { Source } from "./source.ts";

/** @throws SharerError TKT-SOURCE-TYPE, TKT-SETTING for a name of no cache */
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
        next: [
          "adp platform start   # exports such a ticket on the host, where that is possible",
          "export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit",
        ],
        exit: Exit.usage,
      });
  }
}

function nameOf(text: string): ReturnType<typeof namedSource> {
  try {
    return namedSource(text);
  } catch (error) {
    if (!(error instanceof CacheNameError)) throw error;
    const problem = {
      code: "TKT-SETTING",
      what: `TICKET_SOURCE (--source) names no credential cache: ${error.message}`,
      // The library's own advice is about KRB5CCNAME, which is not read here.
      next: ["TICKET_SOURCE=/krb5/source/krb5cc", "TICKET_SOURCE=DIR:/krb5/source   # or KCM:"],
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
