import { findProgram } from "../../../e2e/world/kerberos/index.ts";
import type { Place } from "./folders.ts";

/** The variables that point a sharer at a place. */
export function at(place: Place, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { TICKET_SOURCE: place.source, TICKET_CACHE_DIR: place.cacheDir, ...more };
}

/** Why a test that needs root and these programs is skipped; in CI nothing may be missing. */
export function skipUnlessRoot(...programs: readonly string[]): string | undefined {
  const lacking = programs.filter((name) => findProgram(name) === undefined);
  const reason =
    process.getuid?.() !== 0
      ? "needs root"
      : lacking.length > 0
        ? `not installed: ${lacking.join(", ")}`
        : undefined;
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
