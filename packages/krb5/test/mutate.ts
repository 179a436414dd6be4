import fc from "fast-check";

const interesting = [0, 1, 2, 5, 0x7f, 0x80, 0xff];
const interestingWords = [0, 1, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** One change to bytes; positions are fractions, so that they fit whatever came before. */
type Change = (bytes: Buffer) => Buffer;

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const place = (bytes: Buffer, where: number) => Math.floor(where * (bytes.length + 1));

const overwriteByte = fc.tuple(fraction, fc.oneof(fc.constantFrom(...interesting), fc.nat(255))).map(
  ([where, value]): Change =>
    (bytes) => {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[place(copy, where) % copy.length] = value;
      return copy;
    },
);
const overwriteWord = fc
  .tuple(fraction, fc.oneof(fc.constantFrom(...interestingWords), fc.nat(2000)), fc.boolean())
  .map(
    ([where, value, little]): Change =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        const offset = Math.min(place(copy, where), copy.length - 4);
        if (offset >= 0) little ? copy.writeUInt32LE(value, offset) : copy.writeUInt32BE(value, offset);
        return copy;
      },
  );
const cut = fraction.map(
  (where): Change =>
    (bytes) =>
      bytes.subarray(0, place(bytes, where)),
);
const insert = fc.tuple(fraction, fc.uint8Array({ maxLength: 8 })).map(
  ([where, extra]): Change =>
    (bytes) => {
      const offset = place(bytes, where);
      return Buffer.concat([bytes.subarray(0, offset), extra, bytes.subarray(offset)]);
    },
);
const remove = fc.tuple(fraction, fc.nat(40)).map(
  ([where, length]): Change =>
    (bytes) => {
      const offset = place(bytes, where);
      return Buffer.concat([bytes.subarray(0, offset), bytes.subarray(offset + length)]);
    },
);
const repeat = fc.tuple(fraction, fraction).map(
  ([from, to]): Change =>
    (bytes) => {
      const [a, b] = [place(bytes, Math.min(from, to)), place(bytes, Math.max(from, to))];
      return Buffer.concat([bytes, bytes.subarray(a, b)]);
    },
);
const zeroTail = fc.nat(400).map(
  (length): Change =>
    (bytes) =>
      Buffer.concat([bytes, Buffer.alloc(length)]),
);
const junkTail = fc.uint8Array({ maxLength: 300 }).map(
  (junk): Change =>
    (bytes) =>
      Buffer.concat([bytes, junk]),
);

const change: fc.Arbitrary<Change> = fc.oneof(
  overwriteByte,
  overwriteByte,
  overwriteByte,
  overwriteWord,
  overwriteWord,
  overwriteWord,
  cut,
  insert,
  remove,
  repeat,
  zeroTail,
  junkTail,
);

/** One of the caches after one to four changes. */
export function mutants(originals: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([original, changes]) =>
      changes.reduce<Buffer>((bytes, apply) => apply(bytes), Buffer.from(original)),
    );
}
