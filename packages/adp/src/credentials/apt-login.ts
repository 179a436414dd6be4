import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { errors } from "./errors.ts";
import type { Login } from "./login.ts";

/** The lines of apt's auth.conf for these sources. apt has netrc's words, and no quotes. */
export function aptAuth(logins: readonly { readonly url: string; readonly login: Login }[]): string {
  const lines = logins.map(({ url, login }) => {
    const { protocol, host } = new URL(url);
    const values = [login.user, login.password.reveal()];
    if (values.some((value) => /\s/.test(value) || value === ""))
      throw new AdpError(errors.NETRC_CHARACTER, {
        what: `The login for ${host} cannot be passed to apt.`,
        why: `apt splits its login file at every space, and quotes do not help. The login is from ${login.place}.`,
        next: [act("ask for a token without spaces"), act(`correct ${login.place}`), again],
      });
    // apt sends a login over plain http only where the entry says so.
    const machine = protocol === "http:" ? `http://${host}` : host;
    return `machine ${machine} login ${login.user} password ${login.password.reveal()}\n`;
  });
  return [...new Set(lines)].join("");
}
