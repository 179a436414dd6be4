import { command } from "../advice.ts";
import { errnoOf, type Surroundings } from "../surroundings.ts";
import { CacheAccessError, CacheNameError } from "./errors.ts";

export interface DirectoryCache {
  readonly path: string;
  readonly folder: string;
  /** Paths of the folder's other caches. After kdestroy, `path` is gone while `primary` still names it. */
  readonly others: readonly string[];
}

/** A name in a folder that is a cache: not `primary`, not the temporary files beside it. */
function isCacheFile(name: string): boolean {
  return name.startsWith("tkt");
}

/**
 * The current cache of a DIR collection: the file that `primary` names, or `tkt` where there is no `primary`.
 * It need not exist. `residual` is what follows `DIR:`.
 *
 * @throws CacheNameError subsidiary, primary; CacheAccessError directory
 */
export function directoryCache(residual: string, surroundings: Surroundings): DirectoryCache {
  if (residual.startsWith(":")) return subsidiary(residual.slice(1), surroundings);
  const folder = residual.replace(/(?<=.)\/+$/, "");
  let names: string[];
  try {
    names = surroundings.files.readNames(folder);
  } catch (error) {
    throw new CacheAccessError(
      "directory",
      `The credential cache folder ${folder} cannot be read (${errnoOf(error) ?? String(error)}).`,
      "KRB5CCNAME or default_ccache_name names it as a DIR collection.",
      [command("kinit", "makes the folder"), command(`ls -ld '${folder}'`)],
      error,
    );
  }
  return within(folder, names.includes("primary") ? primaryOf(folder, surroundings) : "tkt", names);
}

function subsidiary(path: string, surroundings: Surroundings): DirectoryCache {
  const slash = path.lastIndexOf("/");
  const file = path.slice(slash + 1);
  if (slash < 0 || !isCacheFile(file))
    throw new CacheNameError(
      "subsidiary",
      `DIR::${path} does not name a cache in a folder: ${slash < 0 ? "it has no folder" : "its file does not begin with tkt"}.`,
      [command("export KRB5CCNAME=DIR::/folder/tktNAME"), command(`export KRB5CCNAME=FILE:${path}`)],
    );
  const folder = path.slice(0, slash) || "/";
  try {
    return within(folder, file, surroundings.files.readNames(folder));
  } catch {
    // The others are only for advice; whether the cache itself can be read shows when it is read.
    return within(folder, file, []);
  }
}

function within(folder: string, file: string, names: readonly string[]): DirectoryCache {
  const path = (name: string) => `${folder === "/" ? "" : folder}/${name}`;
  return {
    path: path(file),
    folder,
    others: names.filter((name) => isCacheFile(name) && name !== file).map(path),
  };
}

/** libkrb5 reads a line of at most 62 bytes that is a bare file name beginning with tkt. */
function primaryOf(folder: string, surroundings: Surroundings): string {
  let text: string;
  try {
    text = surroundings.files.readText(`${folder}/primary`);
  } catch (error) {
    // Another program has removed it just now, or it may not be read: libkrb5 takes either as absent.
    if (["ENOENT", "EACCES"].includes(errnoOf(error) ?? "")) return "tkt";
    throw badPrimary(folder, `it cannot be read (${errnoOf(error) ?? String(error)})`, error);
  }
  const end = text.indexOf("\n");
  const name = text.slice(0, Math.max(end, 0));
  if (end < 0) throw badPrimary(folder, "its first line has no end");
  if (new TextEncoder().encode(name).length > 62) throw badPrimary(folder, "its first line is too long");
  if (!isCacheFile(name) || /[/\\]/.test(name))
    throw badPrimary(folder, "it holds no name that begins with tkt");
  return name;
}

function badPrimary(folder: string, because: string, cause?: unknown): CacheNameError {
  return new CacheNameError(
    "primary",
    `${folder}/primary does not say which cache is the current one: ${because}.`,
    [command(`rm '${folder}/primary' && kinit`), command("kswitch -p PRINCIPAL", "writes it again")],
    cause,
  );
}
