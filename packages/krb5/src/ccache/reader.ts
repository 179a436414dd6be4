import { CcacheError, type CcacheErrorKind } from "./errors.ts";
import type { ByteOrder } from "./model.ts";

const nothing = new Uint8Array(0);

/** Walks over bytes once, forwards. Every read either succeeds or throws a CcacheError with its place. */
export class Reader {
  offset = 0;
  /** What is being read, for the error: "" or "credential 3, ". */
  context = "";
  readonly #bytes: Uint8Array;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, byteOrder: ByteOrder) {
    // Not a Buffer: its views cost more.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#little = byteOrder === "LE";
  }

  get left(): number {
    return this.#bytes.length - this.offset;
  }

  uint8(field: string): number {
    this.#need(1, field);
    return this.#bytes[this.offset++] as number;
  }

  uint16(field: string): number {
    this.#need(2, field);
    const bytes = this.#bytes;
    const at = this.offset;
    this.offset = at + 2;
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    return this.#little ? (second << 8) | first : (first << 8) | second;
  }

  uint32(field: string): number {
    this.#need(4, field);
    const bytes = this.#bytes;
    const at = this.offset;
    this.offset = at + 4;
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    return (this.#little ? (d << 24) | (c << 16) | (b << 8) | a : (a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  /** A view on the next bytes; nothing is copied. */
  bytes(length: number, field: string): Uint8Array {
    if (length === 0) return nothing;
    this.#need(length, field);
    const view = this.#bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return view;
  }

  /** A 32-bit length and that many bytes. */
  data(field: string): Uint8Array {
    const start = this.offset;
    const length = this.uint32(field);
    // libkrb5 distinguishes these two as well: a length beyond the whole file is damage, not a cut.
    if (length > this.#bytes.length)
      throw this.error("length", start, field, `A length of ${length} in ${this.#bytes.length} bytes`);
    return this.bytes(length, field);
  }

  error(kind: CcacheErrorKind, offset: number, field: string, what: string): CcacheError {
    return new CcacheError(kind, { offset, field: this.context + field }, what);
  }

  #need(length: number, field: string): void {
    if (length > this.left)
      throw this.error(
        "truncated",
        this.offset,
        field,
        `The cache ends where ${length} more byte${length === 1 ? " is" : "s are"} due`,
      );
  }
}
