import { errnoOf, type Files } from "../surroundings.ts";
import { ProfileError } from "./errors.ts";
import { LineReader } from "./lines.ts";
import { Profile, Section } from "./tree.ts";

const longestLine = 2046;
/** Deeper than anybody nests, so it is a cycle (also one through symbolic links). */
const deepest = 16;

export const defaultProfilePath = "/etc/krb5.conf";

/**
 * Reads the configuration from the files of KRB5_CONFIG (separated by `:`; default /etc/krb5.conf), with their
 * `include` and `includedir` lines. A folder stands for the files in it. Missing files are ignored, and so
 * are unreadable ones where another can be read; no file at all is an empty configuration: all as libkrb5 does.
 *
 * @throws ProfileError
 */
export function readProfile(files: Files, krb5Config: string | undefined): Profile {
  const roots: Section[] = [];
  const denied: { path: string; error: unknown }[] = [];
  for (const path of (krb5Config ?? defaultProfilePath).split(":")) {
    const root = new Section("");
    try {
      readText(files, files.readText(path), path, root, []);
    } catch (error) {
      if (error instanceof ProfileError) throw error;
      const code = errnoOf(error);
      if (code === "EISDIR") readFolder(files, new LineReader(path, root), path, []);
      else if (code === "ENOENT" || code === "ENOTDIR") continue;
      else if (code === "EACCES" || code === "EPERM") {
        denied.push({ path, error });
        continue;
      } else throw new ProfileError("unreadable", path, 0, `it cannot be read (${code ?? error})`, error);
    }
    roots.push(root);
  }
  const [first] = denied;
  if (roots.length === 0 && first !== undefined)
    throw new ProfileError("unreadable", first.path, 0, "you may not read it", first.error);
  return new Profile(roots);
}

function readText(files: Files, text: string, file: string, root: Section, chain: readonly string[]): void {
  const reader = new LineReader(file, root);
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) {
    const include = /^(include|includedir)[ \t\v\f]+(.*?)[\r\n]*$/.exec(line);
    if (include === null) {
      reader.take(line);
      if (line.length * 3 > longestLine && new TextEncoder().encode(line).length > longestLine)
        throw reader.error("too-long", `this line is longer than ${longestLine} bytes`);
      continue;
    }
    const [, word, path = ""] = include;
    reader.pass();
    if (chain.length >= deepest)
      throw reader.error("include-cycle", `${path} is included ${deepest} deep, so it includes itself`);
    (word === "include" ? readInclude : readFolder)(files, reader, path, [...chain, path]);
  }
}

function readInclude(files: Files, reader: LineReader, path: string, chain: readonly string[]): void {
  let text: string;
  try {
    text = files.readText(path);
  } catch (error) {
    // A folder opens, and reads as nothing.
    if (errnoOf(error) === "EISDIR") return;
    throw reader.error("include", `${path} cannot be included (${errnoOf(error) ?? error})`, error);
  }
  readText(files, text, path, reader.root, chain);
}

/** The files of a folder: *.conf and plain names, no dot files, in byte order. */
function readFolder(files: Files, reader: LineReader, path: string, chain: readonly string[]): void {
  let names: string[];
  try {
    names = files.readNames(path);
  } catch (error) {
    throw reader.error("include", `${path} cannot be included (${errnoOf(error) ?? error})`, error);
  }
  const counting = names.filter(
    (name) => !name.startsWith(".") && (name.endsWith(".conf") || /^[A-Za-z0-9_-]+$/.test(name)),
  );
  for (const name of counting.sort((a, b) => (a < b ? -1 : 1)))
    readInclude(files, reader, `${path}/${name}`, chain);
}
