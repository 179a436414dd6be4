import { existsSync, readdirSync } from "node:fs";
import { findProgram } from "../../../e2e/world/lib/index.ts";
import type { Place } from "./folders.ts";

/** The variables that point a sharer at a place. */
export function at(place: Place, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { TICKET_SOURCE: place.source, TICKET_CACHE_DIR: place.cacheDir, ...more };
}

/** Why a test that needs root and these programs is skipped; in CI nothing may be missing. */
export function skipUnlessRoot(...programs: readonly string[]): string | undefined {
  return failInCi(process.getuid?.() === 0 ? lacking(programs) : "needs root");
}

export function skipWithout(...programs: readonly string[]): string | undefined {
  return failInCi(lacking(programs));
}

export function skipUnlessFaketime(): string | undefined {
  return failInCi(faketimeLibrary() === undefined ? "not installed: faketime" : undefined);
}

/** What `localedef` needs to make a locale. */
export function skipWithoutLocales(): string | undefined {
  const there = existsSync("/usr/share/i18n/locales/de_DE");
  return failInCi(lacking(["localedef"]) ?? (there ? undefined : "not installed: locales"));
}

function lacking(programs: readonly string[]): string | undefined {
  const names = programs.filter((name) => findProgram(name) === undefined);
  return names.length > 0 ? `not installed: ${names.join(", ")}` : undefined;
}

function failInCi(reason: string | undefined): string | undefined {
  if (reason !== undefined && process.env.CI === "true") throw new Error(`CI: ${reason}`);
  return reason;
}

/** Runs a program in a mount namespace of its own, after a script that mounts there: nothing of it can stay behind. */
export function inMountNamespace(script: string): (argv: readonly string[]) => readonly string[] {
  return (argv) => [
    "unshare",
    "--mount",
    "--propagation",
    "private",
    "sh",
    "-ec",
    `${script}\nexec "$@"`,
    "sh",
    ...argv,
  ];
}

/** libfaketime, wherever Debian has put it. */
export function faketimeLibrary(): string | undefined {
  const folders = existsSync("/usr/lib") ? readdirSync("/usr/lib") : [];
  return folders.map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`).find((path) => existsSync(path));
}

/** Runs a program with another time of day. (Debian's `faketime` would stay between us and the program.) */
export function withClock<T extends readonly string[]>(shift: string): (argv: T) => [string, ...string[]] {
  const variables = [
    `LD_PRELOAD=${faketimeLibrary()}`,
    `FAKETIME=${shift}`,
    "FAKETIME_DONT_FAKE_MONOTONIC=1",
  ];
  return (argv) => ["env", ...variables, ...argv];
}

/** Heimdal's kinit, unpacked (dpkg -x) from Debian's heimdal-clients, which conflicts with krb5-user. */
export const heimdalKinit = `${process.env.HEIMDAL_CLIENTS ?? "/opt/heimdal-clients"}/usr/bin/kinit.heimdal`;
