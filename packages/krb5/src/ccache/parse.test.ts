import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cacheOf, credential } from "../../test/build.ts";
import { fixture, fixtureByteOrder, fixtureNames, klistOf } from "../../test/fixtures.ts";
import { mutants } from "../../test/mutate.ts";
import {
  CcacheError,
  clockOffset,
  clockOffsetField,
  configEntries,
  hasFlag,
  parseCcache,
  SecretBytes,
  serializeCcache,
  startOf,
  TicketFlag,
  type TicketFlagName,
  tickets,
} from "../index.ts";

const parse = (bytes: Uint8Array) => parseCcache(bytes, { byteOrder: fixtureByteOrder });

function errorOf(bytes: Uint8Array): CcacheError {
  try {
    parse(bytes);
  } catch (error) {
    if (error instanceof CcacheError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
/** Version 4, no header, principal alice@R. */
const start = "0504 0000 00000001 00000001 00000001 52 00000005 616c696365";

/** klist's letters, in its order. */
const letters: Record<string, string> = {
  forwardable: "F",
  proxiable: "P",
  mayPostdate: "D",
  postdated: "d",
  invalid: "i",
  renewable: "R",
  initial: "I",
  preAuthenticated: "A",
  transitPolicyChecked: "T",
};

describe("caches of real programs", () => {
  it.each(fixtureNames)("%s says what klist says of it", (name) => {
    const cache = parse(fixture(name));
    const klist = klistOf(name);
    expect(String(cache.principal)).toBe(klist.principal);
    const ours = tickets(cache).map((ticket) => ({
      start: startOf(ticket),
      end: ticket.times.endtime,
      server: String(ticket.server),
      renewTill: ticket.times.renewTill === 0 ? undefined : ticket.times.renewTill,
      flags: (Object.keys(TicketFlag) as TicketFlagName[])
        .filter((flag) => hasFlag(ticket, flag))
        .map((flag) => letters[flag])
        .join(""),
    }));
    const sorted = (lines: { flags: string }[]) =>
      lines.map((line) => ({ ...line, flags: [...line.flags].sort().join("") }));
    expect(klist.lines.length).toBeGreaterThan(0);
    expect(sorted(ours)).toEqual(sorted(klist.lines));
  });

  it("keeps configuration apart from tickets", () => {
    const entries = configEntries(parse(fixture("samba-ad")));
    const type = entries.find(({ key }) => key === "pa_type");
    expect(type?.about).toBe("krbtgt/CORP.EXAMPLE@CORP.EXAMPLE");
    expect(new TextDecoder().decode(type?.value)).toBe("2");
  });

  it("reads versions 1 and 2 in the byte order it is reported, and versions 3 and 4 in their own", () => {
    expect(() => parseCcache(fixture("mit-v2"), { byteOrder: "BE" })).toThrow(CcacheError);
    expect(parseCcache(fixture("mit-v3"), { byteOrder: "LE" })).toEqual(parseCcache(fixture("mit-v3")));
  });
});

describe("the header of version 4", () => {
  it("has the clock offset, signed", () => {
    const bytes = serializeCcache(cacheOf([], [clockOffsetField({ seconds: -3600, microseconds: 5 })]));
    expect(clockOffset(parse(bytes))).toEqual({ seconds: -3600, microseconds: 5 });
    expect(clockOffset(parse(hex(start)))).toBeUndefined();
  });

  it("keeps tags that nobody knows, in their order", () => {
    const header = [
      { tag: 7, data: new Uint8Array([1, 2, 3]) },
      clockOffsetField({ seconds: 4, microseconds: 0 }),
      { tag: 0xffff, data: new Uint8Array(0) },
    ];
    const bytes = serializeCcache(cacheOf([], header));
    const cache = parse(bytes);
    expect(cache.header.map(({ tag, data }) => [tag, ...data])).toEqual([
      [7, 1, 2, 3],
      [1, 0, 0, 0, 4, 0, 0, 0, 0],
      [0xffff],
    ]);
    expect(clockOffset(cache)?.seconds).toBe(4);
    expect(Buffer.from(serializeCcache(cache))).toEqual(Buffer.from(bytes));
  });
});

describe("bytes that are no cache", () => {
  it.each([
    ["nothing at all", "", "empty", 0],
    ["another magic byte", "0404", "not-a-ccache", 0],
    ["one byte", "05", "truncated", 1],
    ["version 0", "0500", "version", 1],
    ["version 5", "0505", "version", 1],
    ["a header longer than the file", "0504 0010 0007", "truncated", 6],
    ["a header too short for a field", "0504 0003 000000", "header", 4],
    ["a header field longer than the header", "0504 0008 0007 0005 00000000 00", "header", 4],
    ["a clock offset of four bytes", "0504 0008 0001 0004 00000000", "header", 4],
    ["no principal", "0504 0000", "truncated", 4],
    ["a realm longer than the file", "0504 0000 00000001 00000001 7fffffff 52", "length", 12],
    ["a count that overflows", "0504 0000 00000001 ffffffff 00000001 52", "principal", 8],
    ["a huge count", "0504 0000 00000001 fffffffe 00000001 52", "truncated", 17],
    ["a version-1 principal without a realm", "0501 00000000", "principal", 2],
    ["junk behind the last credential", `${start} ffffffffffffffffffffff`, "principal", 30],
    ["short junk behind the last credential", `${start} 01020304`, "truncated", 30],
  ] as const)("%s", (_, bytes, kind, offset) => {
    const error = errorOf(hex(bytes));
    expect([error.kind, error.offset]).toEqual([kind, offset]);
    expect(error.code).toBe(`KRB5-CCACHE-${kind.toUpperCase()}`);
    expect(error.message).toContain(`at byte ${offset}`);
    expect(error.why).toBeTruthy();
    expect(error.next.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: error.code, offset, field: error.field });
  });

  it("says which field of which credential is cut, and what is whole before it", () => {
    const whole = fixture("mit-v4");
    const error = errorOf(whole.subarray(0, whole.length - 10));
    expect(error.kind).toBe("truncated");
    expect(error.field).toBe("credential 3, ticket");
    expect(tickets(error.readable ?? cacheOf([]))).toHaveLength(1);
    expect(Object.keys(error)).not.toContain("readable");
  });

  it("accepts no prefix of a real cache but those that end with a credential", () => {
    const whole = fixture("mit-v4");
    const accepted: number[] = [];
    for (let length = 0; length <= whole.length; length++) {
      try {
        parse(whole.subarray(0, length));
        accepted.push(length);
      } catch (error) {
        expect(error).toBeInstanceOf(CcacheError);
      }
    }
    // A credential begins with three zero bytes here; cut within those, they look like a tail of zeros.
    const ends = accepted.filter((length) => parse(whole.subarray(0, length)).tail.length === 0);
    expect(ends).toHaveLength(parse(whole).credentials.length + 1);
    expect(ends.at(-1)).toBe(whole.length);
    expect(accepted).toHaveLength(ends.length + 3 * parse(whole).credentials.length);
  });
});

describe("a tail of zeros", () => {
  it.each(fixtureNames)("is kept apart after %s", (name) => {
    const bytes = Buffer.concat([fixture(name), Buffer.alloc(50)]);
    expect(parse(bytes).tail).toHaveLength(50);
    expect(parse(bytes).credentials).toHaveLength(parse(fixture(name)).credentials.length);
  });

  it("of 51 bytes and more is damage in version 1, whose principals have a realm", () => {
    expect(errorOf(Buffer.concat([fixture("mit-v1"), Buffer.alloc(51)])).kind).toBe("principal");
    expect(parse(Buffer.concat([fixture("mit-v4"), Buffer.alloc(5000)])).tail).toHaveLength(5000);
  });
});

describe("any bytes", () => {
  it("give a cache that writes the same bytes, or a typed error with an offset inside", () => {
    const bytes = fc.oneof(mutants(fixtureNames.map(fixture)), fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(bytes, fc.constantFrom("LE" as const, "BE" as const), (input, byteOrder) => {
        let cache: ReturnType<typeof parseCcache>;
        try {
          cache = parseCcache(input, { byteOrder });
        } catch (error) {
          if (!(error instanceof CcacheError)) throw error;
          return error.offset >= 0 && error.offset <= input.length;
        }
        return Buffer.from(serializeCcache(cache)).equals(Buffer.from(input));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["zeros with a byte at the end", (bytes: Buffer) => bytes.writeUInt8(1, bytes.length - 1)],
    ["a huge count over empty parts", (bytes: Buffer) => bytes.writeUInt32BE(0xfffffffe, 30)],
    ["0xff", (bytes: Buffer) => bytes.fill(0xff, 38)],
  ])("take time in proportion to their number: %s", (_, spoil) => {
    const bytes = Buffer.alloc(1024 * 1024);
    hex(start).copy(bytes);
    spoil(bytes);
    const times = Array.from({ length: 3 }, () => {
      const began = performance.now();
      try {
        parse(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CcacheError);
      }
      return performance.now() - began;
    });
    // A mebibyte takes some 30 ms. Looking ahead at every field would be 2^33 steps: more than 5 seconds.
    expect(Math.min(...times)).toBeLessThan(2000);
  });
});

describe("secrets", () => {
  it("are in nothing that prints a cache", () => {
    const secret = new SecretBytes(new TextEncoder().encode("TOPSECRETKEY"));
    const cache = cacheOf([credential({ key: { enctype: 18, contents: secret }, ticket: secret })]);
    const bytes = serializeCcache(cache);
    const error = errorOf(Buffer.concat([bytes, Buffer.from([1])]));
    const printed = [
      JSON.stringify(parse(bytes)),
      inspect(parse(bytes), { depth: 10, showHidden: true }),
      `${secret}`,
      JSON.stringify(error),
      inspect(error, { depth: 10, showHidden: true }),
    ].join("\n");
    expect(printed).toContain("[12 secret bytes]");
    for (const form of ["TOPSECRETKEY", "84,79,80", "54 4f 50"]) expect(printed).not.toContain(form);
  });
});
