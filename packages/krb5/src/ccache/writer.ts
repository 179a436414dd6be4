import type { ByteOrder } from "./model.ts";

/** Appends to bytes that grow by doubling. */
export class Writer {
  #bytes = new Uint8Array(4096);
  #length = 0;
  readonly #little: boolean;

  constructor(byteOrder: ByteOrder) {
    this.#little = byteOrder === "LE";
  }

  uint8(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  uint16(value: number): void {
    const at = this.#room(2);
    this.#bytes[at] = this.#little ? value : value >>> 8;
    this.#bytes[at + 1] = this.#little ? value >>> 8 : value;
  }

  uint32(value: number): void {
    const at = this.#room(4);
    for (let i = 0; i < 4; i++) this.#bytes[at + (this.#little ? i : 3 - i)] = value >>> (8 * i);
  }

  bytes(value: Uint8Array): void {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  data(value: Uint8Array): void {
    this.uint32(value.length);
    this.bytes(value);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length));
      larger.set(this.#bytes.subarray(0, at));
      // The old bytes held keys: they don't stay behind in memory.
      this.#bytes.fill(0);
      this.#bytes = larger;
    }
    return at;
  }
}
