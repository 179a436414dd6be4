import { action, command } from "../advice.ts";
import type { Surroundings } from "../surroundings.ts";
import { CacheNameError } from "./errors.ts";

type Expand = (surroundings: Surroundings) => string | undefined;

const tokens: Readonly<Record<string, Expand>> = {
  uid: ({ uid }) => String(uid),
  // On Unix, libkrb5 means the uid by it; on Windows, the SID.
  USERID: ({ uid }) => String(uid),
  euid: ({ euid }) => String(euid),
  username: ({ username }) => username,
  TEMP: ({ env }) => env.TMPDIR ?? "/tmp",
  null: () => "",
  LIBDIR: ({ installation }) => installation?.lib,
  BINDIR: ({ installation }) => installation?.bin ?? "/usr/bin",
  SBINDIR: ({ installation }) => installation?.sbin ?? "/usr/sbin",
};

/**
 * Expands the %{tokens} of a path in krb5.conf. (KRB5CCNAME has none: libkrb5 takes it literally.)
 *
 * @throws CacheNameError token
 */
export function expandTokens(text: string, surroundings: Surroundings): string {
  return text.replace(/%\{([^}]*)(\}?)/g, (_whole, name: string, close: string) => {
    if (close === "") throw badToken(text, "a %{ has no }");
    const expand = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
    if (expand === undefined) throw badToken(text, `%{${name}} is not a token of this system`);
    const value = expand(surroundings);
    if (value === undefined) throw badToken(text, `%{${name}} has no value here`);
    return value;
  });
}

function badToken(text: string, because: string): CacheNameError {
  return new CacheNameError("token", `${text} in krb5.conf cannot be expanded: ${because}.`, [
    action(
      `use one of the tokens ${Object.keys(tokens)
        .map((name) => `%{${name}}`)
        .join(", ")}`,
    ),
    command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u)", "overrides default_ccache_name"),
  ]);
}
