import { randomBytes } from "node:crypto";
import { inspect } from "node:util";

/** A value that prints as ***, whoever prints it. `reveal` is the one way to read it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** 192 random bits, safe in a URL, an environment variable and SQL. */
  static random(): Secret {
    return new Secret(randomBytes(24).toString("base64url"));
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "Secret(***)";
  }
}

/** Replaces every occurrence of the secrets in a text, also where they are URL-encoded. */
export function redact(text: string, secrets: Iterable<Secret>): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length === 0) continue;
    clean = clean.replaceAll(value, "***").replaceAll(encodeURIComponent(value), "***");
  }
  // user:password@host in a URL is a secret wherever it stands.
  return clean.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, "$1***@");
}
