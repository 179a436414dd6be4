import type { Login } from "../../credentials/index.ts";

/** One form in which a credential could stand somewhere. */
export interface Needle {
  readonly bytes: Buffer;
  /** For people: "as it is", "in base64". */
  readonly form: string;
  /** Whose it is: "myuser's, from ~/.netrc, line 1". */
  readonly whose: string;
}

/** A shorter value would be found everywhere by chance: it is looked for only together with its user. */
const shortest = 6;

/** Every form of every credential: as it is, in URLs, JSON, base64 (alone and after any text), UTF-16. */
export function needlesOf(logins: readonly Login[]): Needle[] {
  const found = new Map<string, Needle>();
  for (const { user, password, place } of logins) {
    const value = password.reveal();
    const whose = `${user}'s, from ${place}`;
    const add = (form: string, text: string | Buffer) => {
      const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text, "utf8");
      const key = bytes.toString("latin1");
      if (bytes.length >= 4 && !found.has(key)) found.set(key, { bytes, form, whose });
    };
    const pair = `${user}:${value}`;
    if (value.length >= shortest) {
      add("as it is", value);
      add("URL-encoded", encodeURIComponent(value));
      add(
        "URL-encoded",
        encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      );
      add("URL-encoded", strictlyEncoded(value));
      add("in JSON", JSON.stringify(value).slice(1, -1));
      add("in UTF-16", Buffer.from(value, "utf16le"));
      add("in hexadecimal", Buffer.from(value).toString("hex"));
      for (const text of inBase64(Buffer.from(value))) add("in base64", text);
    }
    if (value.length > 0) {
      add("as user:password", pair);
      for (const text of inBase64(Buffer.from(pair))) add("in base64 as user:password", text);
    }
  }
  return [...found.values()];
}

/** Also what encodeURIComponent leaves as it is, as other libraries encode it. */
function strictlyEncoded(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * How bytes look inside base64, wherever they begin: three shifts, without the characters at either end that depend on
 * the neighbours. In both alphabets.
 */
export function inBase64(value: Buffer): string[] {
  const found = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), value])
      .toString("base64")
      .replace(/=+$/, "");
    const first = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + value.length) * 8) / 6);
    return text.slice(first, whole);
  });
  return [...found, ...found.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))].filter(
    (text) => text.length >= shortest,
  );
}

/** The logins of which only the pair with the user is looked for. */
export function tooShort(logins: readonly Login[]): Login[] {
  return logins.filter(({ password }) => password.reveal().length < shortest);
}
