import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCache } from "../../test/arbitraries.ts";
import { alice, at, begin, cacheOf, configEntry, credential } from "../../test/build.ts";
import { fixture, fixtureByteOrder, fixtureNames } from "../../test/fixtures.ts";
import {
  CcacheWriteError,
  type CredentialCache,
  clockOffsetField,
  configEntries,
  isConfigEntry,
  isRemoved,
  judge,
  parseCcache,
  serializeCcache,
  tickets,
} from "../index.ts";

const parse = (bytes: Uint8Array) => parseCcache(bytes, { byteOrder: fixtureByteOrder });

/** Everything in a cache, secrets included, as one comparable text. */
function contentsOf(cache: CredentialCache): string {
  return Buffer.from(serializeCcache(cache)).toString("hex");
}

describe("round trips", () => {
  it.each(fixtureNames)("%s comes back to the byte", (name) => {
    expect(Buffer.from(serializeCcache(parse(fixture(name)))).equals(fixture(name))).toBe(true);
  });

  it("any cache comes back whole", () => {
    fc.assert(
      fc.property(anyCache, (cache) => {
        const read = parseCcache(serializeCcache(cache), { byteOrder: cache.byteOrder });
        expect(contentsOf(read)).toBe(contentsOf(cache));
        expect(read.principal.equals(cache.principal)).toBe(true);
        expect(read.credentials.map(({ times, flags, isSkey }) => ({ times, flags, isSkey }))).toEqual(
          cache.credentials.map(({ times, flags, isSkey }) => ({ times, flags, isSkey })),
        );
        expect(read.tail).toHaveLength(cache.tail.length);
      }),
      { numRuns: 500 },
    );
  });

  it("any cache can be turned into version 4, and that comes back whole", () => {
    fc.assert(
      fc.property(anyCache, (cache) => {
        const four = serializeCcache({ ...cache, tail: new Uint8Array(0) }, { version: 4 });
        return Buffer.from(serializeCcache(parseCcache(four))).equals(Buffer.from(four));
      }),
      { numRuns: 300 },
    );
  });
});

describe("other versions", () => {
  it.each([1, 2, 3, 4] as const)(
    "a version-4 cache written as version %i has the same tickets",
    (version) => {
      const four = parse(fixture("mit-v4"));
      const other = parseCcache(serializeCcache(four, { version }));
      expect(other.version).toBe(version);
      expect(tickets(other).map(({ server, times }) => [String(server), times])).toEqual(
        tickets(four).map(({ server, times }) => [String(server), times]),
      );
    },
  );

  it("are written in the byte order asked for", () => {
    const cache = parse(fixture("mit-v2"));
    const bytes = serializeCcache(cache, { byteOrder: "BE" });
    expect(parseCcache(bytes, { byteOrder: "BE" }).principal.equals(cache.principal)).toBe(true);
  });

  it("refuse a header that cannot be", () => {
    const cache = cacheOf([], [{ tag: 9, data: new Uint8Array(0xffff) }]);
    expect(() => serializeCcache(cache)).toThrow(CcacheWriteError);
  });
});

describe("entries that are no tickets", () => {
  it("configuration made here reads as libkrb5's does", () => {
    const about = "krbtgt/EXAMPLE.TEST@EXAMPLE.TEST";
    const entries = [configEntry(alice, "pa_type", "2", about), configEntry(alice, "start_realm", "A.TEST")];
    const cache = parse(serializeCcache(cacheOf(entries)));
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    expect(configEntries(cache).map(({ key, about, value }) => [key, about, text(value)])).toEqual([
      ["pa_type", about, "2"],
      ["start_realm", undefined, "A.TEST"],
    ]);
    const [real] = parse(fixture("mit-v4")).credentials.filter(isConfigEntry);
    expect(cache.credentials[0]?.times).toEqual(real?.times);
    expect(tickets(cache)).toEqual([]);
  });

  it("a removed ticket is none, though its bytes stay", () => {
    const removed = credential({ times: { endtime: 0, authtime: 0xffffffff } });
    const cache = parse(serializeCcache(cacheOf([removed])));
    expect(cache.credentials.map(isRemoved)).toEqual([true]);
    expect(judge(cache, { now: at(begin) })).toMatchObject({ usable: false, reason: { kind: "empty" } });
  });

  it("a removed setting is none", () => {
    const entry = configEntry(alice, "start_realm", "A.TEST");
    const removed = { ...entry, times: { ...entry.times, authtime: 0xffffffff } };
    expect(configEntries(cacheOf([removed], [clockOffsetField({ seconds: 0, microseconds: 0 })]))).toEqual(
      [],
    );
  });
});
