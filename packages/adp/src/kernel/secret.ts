import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { formsOf, shortestSecret } from "./secret-forms.ts";

/** Every secret that this process has met: what `mask` takes out of all that is printed. */
const everySecret = new Set<Secret>();

/** A value that prints as ***, whoever prints it. `reveal` is the one way to read it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    if (value.length >= shortestSecret) everySecret.add(this);
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

/** Replaces every occurrence of the secrets in a text, in whatever form (URL-encoded, base64, quoted) it is there. */
export function redact(text: string, secrets: Iterable<Secret>): string {
  let clean = text;
  for (const secret of secrets) for (const form of textsOf(secret)) clean = clean.replaceAll(form, "***");
  // user:password@host in a URL is a secret in any text.
  return clean.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, "$1***@");
}

/** The one mask of everything that leaves this program: a name, a link, evidence, a traceback, a notice, JSON. */
export function mask(text: string): string {
  return redact(text, everySecret);
}

const known = new WeakMap<Secret, readonly string[]>();

/** The longest first: a shorter one may be a part of it. */
function textsOf(secret: Secret): readonly string[] {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const value = secret.reveal();
  const forms = [
    value,
    encodeURIComponent(value),
    ...formsOf(value).map(({ bytes }) => bytes.toString("utf8")),
  ];
  const texts = [...new Set(forms)].filter((form) => form !== "").sort((x, y) => y.length - x.length);
  known.set(secret, texts);
  return texts;
}
