import { action, command } from "../advice.ts";
import { errorCode, Krb5Error } from "../errors.ts";

/**
 * - section-not-top: a [section] inside braces.
 * - section-syntax: a [section without its bracket, or text after it.
 * - relation-syntax: a line that is no `name = value`.
 * - extra-brace: a } that closes nothing.
 * - missing-brace: `name =` not followed by a line with {.
 * - module: the file asks for a binary module, which only libkrb5 can load.
 * - include: an included file or folder cannot be read.
 * - include-cycle: files that include each other.
 * - unreadable: no configuration file may be read, though some exist.
 * - too-long: a line of more than libkrb5's 2046 bytes, which it would split.
 */
export type ProfileErrorKind =
  | "section-not-top"
  | "section-syntax"
  | "relation-syntax"
  | "extra-brace"
  | "missing-brace"
  | "module"
  | "include"
  | "include-cycle"
  | "unreadable"
  | "too-long";

const remedies: Record<ProfileErrorKind, string> = {
  "section-not-top": "close the braces before this section",
  "section-syntax": "write the section as [name], alone on its line",
  "relation-syntax":
    "write the line as name = value, without spaces in the name, or begin it with # to switch it off",
  "extra-brace": "remove this brace, or open the subsection that it closes with name = {",
  "missing-brace": "give the name a value, or put { after the =",
  module: "point KRB5_CONFIG at a plain krb5.conf",
  include: "correct the path or its permissions, or remove the include line",
  "include-cycle": "remove one of the include lines",
  unreadable: "ask for read permission: krb5.conf is usually 0644",
  "too-long": "break the line up, or shorten it to 2,046 bytes",
};

/** A krb5.conf that libkrb5 would refuse as well (see README.md for where the two differ). */
export class ProfileError extends Krb5Error {
  constructor(
    readonly kind: ProfileErrorKind,
    readonly file: string,
    /** From 1; 0 where it is about the whole file. */
    readonly line: number,
    what: string,
    cause?: unknown,
  ) {
    super(errorCode("PROFILE", kind), `${file}${line === 0 ? "" : `:${line}`}: ${what}`, {
      next: [
        action(remedies[kind]),
        ...(line === 0 ? [] : [command(`sed -n ${line}p '${file}'`, "shows the line")]),
      ],
      cause,
    });
  }
}
