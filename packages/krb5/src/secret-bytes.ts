const inspect = Symbol.for("nodejs.util.inspect.custom");

/**
 * Bytes of a key or a ticket. They print as their length, whoever prints them (console.log, JSON, a template
 * string, a debugger's inspect); `reveal` is the one way to read them.
 */
export class SecretBytes {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  reveal(): Uint8Array {
    return this.#bytes;
  }

  equals(other: SecretBytes): boolean {
    return equalBytes(this.#bytes, other.#bytes);
  }

  toString(): string {
    return `[${this.#bytes.length} secret bytes]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
