import type { Login } from "../../credentials/index.ts";
import { formsOf, shortestSecret } from "../../kernel/secret-forms.ts";

/** One form in which a credential could stand somewhere. */
export interface Needle {
  readonly bytes: Buffer;
  /** For people: "as it is", "in base64". */
  readonly form: string;
  /** Whose it is: "myuser's, from ~/.netrc, line 1". */
  readonly whose: string;
}

/** Every form of every credential; of a short password only together with its user. */
export function needlesOf(logins: readonly Login[]): Needle[] {
  const found = new Map<string, Needle>();
  for (const { user, password, place } of logins) {
    const value = password.reveal();
    if (value === "") continue;
    const whose = `${user}'s, from ${place}`;
    // Every form of user:password contains the same form of the password.
    const [text, suffix] = isShort(value) ? [`${user}:${value}`, " as user:password"] : [value, ""];
    for (const { bytes, name } of formsOf(text)) {
      const key = bytes.toString("latin1");
      if (!found.has(key)) found.set(key, { bytes, form: `${name}${suffix}`, whose });
    }
  }
  return [...found.values()];
}

/** The logins of which only the pair with the user is looked for. */
export function tooShort(logins: readonly Login[]): Login[] {
  return logins.filter(({ password }) => isShort(password.reveal()));
}

function isShort(value: string): boolean {
  return value.length < shortestSecret;
}
