import { type Advice, action } from "./advice.ts";
import { errorCode, Krb5Error } from "./errors.ts";
import { equalBytes } from "./secret-bytes.ts";

export type PrincipalErrorKind = "syntax" | "no-realm";

/** A principal's text that cannot be read as one. */
export class PrincipalError extends Krb5Error {
  constructor(
    readonly kind: PrincipalErrorKind,
    message: string,
    next: readonly Advice[],
  ) {
    super(errorCode("PRINCIPAL", kind), message, { next });
  }
}

/** Name types that matter here (RFC 4120, 6.2). Caches hold others too; they are kept as they are. */
export const NameType = { unknown: 0, principal: 1, serviceInstance: 2 } as const;

const decoder = new TextDecoder("utf-8");
const encoder = new TextEncoder();

/** A client or service: name components and a realm, as bytes, since a cache may hold any. */
export class Principal {
  constructor(
    /** 32 bits, unsigned. A version-1 cache has none: 0. */
    readonly nameType: number,
    readonly realmBytes: Uint8Array,
    readonly componentBytes: readonly Uint8Array[],
  ) {}

  static of(realm: string, components: readonly string[], nameType: number = NameType.principal): Principal {
    return new Principal(
      nameType,
      encoder.encode(realm),
      components.map((component) => encoder.encode(component)),
    );
  }

  /** The realm as text; bytes that are no UTF-8 become U+FFFD, so compare with `equals`, not by this. */
  get realm(): string {
    return decoder.decode(this.realmBytes);
  }

  get components(): string[] {
    return this.componentBytes.map((component) => decoder.decode(component));
  }

  /** Same realm and components; the name type does not count (RFC 4120: it is a hint). */
  equals(other: Principal): boolean {
    return (
      equalBytes(this.realmBytes, other.realmBytes) &&
      this.componentBytes.length === other.componentBytes.length &&
      this.componentBytes.every((component, i) => {
        const counterpart = other.componentBytes[i];
        return counterpart !== undefined && equalBytes(component, counterpart);
      })
    );
  }

  /** As klist prints it: `alice@EXAMPLE.TEST`, separators and control characters escaped by a backslash. */
  toString(): string {
    return `${this.components.map(escapeName).join("/")}@${escapeName(this.realm)}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Principal(${this.toString()})`;
  }
}

/** krbtgt/REALM@REALM: the service that turns this realm's ticket-granting ticket into service tickets. */
export function ticketGrantingService(realm: string): Principal {
  return Principal.of(realm, ["krbtgt", realm], NameType.serviceInstance);
}

const escapes: Record<string, string> = { "\n": "\\n", "\t": "\\t", "\b": "\\b", "\0": "\\0" };

function escapeName(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are escaped.
  return text.replace(/[/@\\\n\t\u0008\0]/g, (character) => escapes[character] ?? `\\${character}`);
}

/**
 * Reads `name/instance@REALM` with libkrb5's escapes.
 *
 * @throws PrincipalError on a second `@`, a `/` in the realm, an escape at the end, or no realm anywhere.
 */
export function parsePrincipal(text: string, defaultRealm?: string): Principal {
  const parts: string[] = [""];
  let realm: string | undefined;
  const add = (piece: string) => {
    if (realm === undefined) parts[parts.length - 1] += piece;
    else realm += piece;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\\") {
      i++;
      if (i === text.length) throw malformed(text, "it ends in the middle of an escape");
      const escaped = text.charAt(i);
      add({ n: "\n", t: "\t", b: "\b", "0": "\0" }[escaped] ?? escaped);
    } else if (character === "@") {
      if (realm !== undefined) throw malformed(text, "it has two @");
      realm = "";
    } else if (character === "/" && realm !== undefined) throw malformed(text, "its realm has a /");
    else if (character === "/") parts.push("");
    else add(character);
  }
  realm ??= defaultRealm;
  if (realm === undefined)
    throw new PrincipalError("no-realm", `The principal ${text} names no realm.`, [
      action(`write it with its realm: ${text}@EXAMPLE.COM`),
    ]);
  return Principal.of(realm, parts, parts.length > 1 ? NameType.serviceInstance : NameType.principal);
}

function malformed(text: string, because: string): PrincipalError {
  return new PrincipalError("syntax", `${JSON.stringify(text)} is not a principal: ${because}.`, [
    action("write it as name@REALM or service/host@REALM, with \\ before a / or @ that belongs to a name"),
  ]);
}
