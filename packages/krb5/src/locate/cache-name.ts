import { action, command } from "../advice.ts";
import { CacheNameError } from "./errors.ts";

export type CacheType = "FILE" | "DIR" | "KCM" | "KEYRING" | "API" | "MEMORY" | "MSLSA";

/** A credential cache name: its type, and what follows (libkrb5 calls it the residual). */
export interface CacheName {
  readonly type: CacheType;
  /** FILE: a path. DIR: a folder, or `:path` of one cache in it. KCM: a cache's name, or "" for the default. */
  readonly residual: string;
}

const types: readonly CacheType[] = ["FILE", "DIR", "KCM", "KEYRING", "API", "MEMORY", "MSLSA"];

/**
 * Reads a name as libkrb5 does: a path without a colon is a FILE, and so is one that begins like C:.
 *
 * @throws CacheNameError empty, unknown-type, not-utf8
 */
export function parseCacheName(text: string): CacheName {
  if (text === "")
    throw new CacheNameError("empty", "The credential cache name is empty.", [
      command("unset KRB5CCNAME", "then the default is used"),
      command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)"),
    ]);
  // What Node puts in the place of bytes that it cannot read: the name itself is lost.
  if (text.includes("\ufffd"))
    throw new CacheNameError(
      "not-utf8",
      `The credential cache name ${text} is not written in UTF-8, so it cannot be read here; libkrb5 itself takes any bytes.`,
      [
        command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit", "a name in plain letters"),
        command(
          "mv OLD NEW",
          "or rename the file and its folders: convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER",
        ),
      ],
    );
  const colon = text.indexOf(":");
  if (colon < 0 || /^[A-Za-z]:/.test(text)) return { type: "FILE", residual: text };
  const type = types.find((known) => known === text.slice(0, colon));
  const residual = text.slice(colon + 1);
  if (type === undefined) throw unknownType(text, colon);
  if (residual === "" && (type === "FILE" || type === "DIR"))
    throw new CacheNameError("empty", `The credential cache name ${text} has no path.`, [
      command(`export KRB5CCNAME=${type === "FILE" ? "FILE:/tmp/krb5cc_$(id -u)" : "DIR:$HOME/.krb5cc"}`),
    ]);
  return { type, residual };
}

export function formatCacheName(name: CacheName): string {
  return `${name.type}:${name.residual}`;
}

function unknownType(text: string, colon: number): CacheNameError {
  const prefix = text.slice(0, colon);
  const capital = types.find((known) => known === prefix.toUpperCase());
  const likely = prefix.includes("/")
    ? `FILE:${text}`
    : capital === undefined
      ? undefined
      : `${capital}${text.slice(colon)}`;
  return new CacheNameError(
    "unknown-type",
    `${text}: there is no credential cache type ${JSON.stringify(prefix)}.`,
    [
      ...(likely === undefined ? [] : [command(`export KRB5CCNAME=${likely}`)]),
      action(`use one of the types ${types.join(", ")}, in capitals`),
    ],
  );
}
