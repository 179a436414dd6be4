import { AdpError } from "../kernel/errors.ts";
import { NETRC_CHARACTER } from "./errors.ts";
import type { Login } from "./login.ts";

/** The lines of apt's auth.conf for these sources. apt has netrc's words, and no quotes. */
export function aptAuth(logins: readonly { readonly url: string; readonly login: Login }[]): string {
  const lines = logins.map(({ url, login }) => {
    const { protocol, host } = new URL(url);
    const values = [login.user, login.password.reveal()];
    if (values.some((value) => /\s/.test(value) || value === ""))
      throw new AdpError(NETRC_CHARACTER, {
        what: `The login for ${host} cannot be given to apt.`,
        why: `apt splits its login file at every space and knows no quotes; the login stands in ${login.place}.`,
        next: ["ask for a token without spaces", `correct ${login.place}`],
      });
    // apt sends a login over plain http only where the entry says so.
    const machine = protocol === "http:" ? `http://${host}` : host;
    return `machine ${machine} login ${login.user} password ${login.password.reveal()}\n`;
  });
  return [...new Set(lines)].join("");
}
