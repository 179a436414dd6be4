/** DER, as far as one Kerberos message needs it. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

export const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, ...parts);
/** A context-specific, constructed field: [number]. */
export const field = (number: number, content: Uint8Array) => tlv(0xa0 + number, content);
export const generalString = (text: string) => tlv(0x1b, Buffer.from(text, "utf8"));
export const generalizedTime = (text: string) => tlv(0x18, Buffer.from(text, "ascii"));

export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  let start = 0;
  while (start < 4 && bytes[start] === 0 && (bytes[start + 1] ?? 0) < 0x80) start += 1;
  return tlv(0x02, bytes.subarray(start));
}

/** Takes one element apart; undefined where the bytes are none. */
export function element(
  bytes: Uint8Array,
): { readonly tag: number; readonly content: Uint8Array; readonly rest: Uint8Array } | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 4 || bytes.length < 2 + extra) return undefined;
  let size = first < 0x80 ? first : 0;
  for (const byte of bytes.subarray(2, 2 + extra)) size = size * 256 + byte;
  const start = 2 + extra;
  if (bytes.length < start + size) return undefined;
  return { tag, content: bytes.subarray(start, start + size), rest: bytes.subarray(start + size) };
}

/** The content of the field [number] of a sequence. */
export function fieldOf(content: Uint8Array, number: number): Uint8Array | undefined {
  for (let rest = content; rest.length > 0; ) {
    const next = element(rest);
    if (next === undefined) return undefined;
    if (next.tag === 0xa0 + number) return next.content;
    rest = next.rest;
  }
  return undefined;
}
