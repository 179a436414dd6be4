import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { anyCache } from "../../test/arbitraries.ts";
import { type FixtureName, fixture, fixtureNames } from "../../test/fixtures.ts";
import { klistVerdict, klistVerdicts, type Verdict } from "../../test/klist.ts";
import { mutants } from "../../test/mutate.ts";
import {
  CcacheError,
  type CredentialCache,
  isConfigEntry,
  isRemoved,
  parseCcache,
  serializeCcache,
  tickets,
} from "../index.ts";

const skip = skipReason("client");
const why = skip === undefined ? "" : ` (${skip})`;

interface Disagreement {
  id: string;
  ours: string;
  libkrb5: "accepts" | "refuses";
  /** Where both accept: how many tickets each sees. */
  tickets?: { ours: number; libkrb5: number };
  reason: string;
  example: { fixture: FixtureName; cutTo?: number; appendHex?: string };
}
const listed = JSON.parse(
  readFileSync(new URL("../../test/disagreements.json", import.meta.url), "utf8"),
) as Disagreement[];

interface Ours {
  /** "accepts", or the kind of the error. */
  readonly verdict: string;
  /** What is expected of libkrb5: the cache itself, or what is whole of a cut one. */
  readonly cache: CredentialCache | undefined;
}

function ourVerdict(bytes: Uint8Array): Ours {
  try {
    return { verdict: "accepts", cache: parseCcache(bytes) };
  } catch (error) {
    if (!(error instanceof CcacheError)) throw error;
    return { verdict: error.kind, cache: error.readable };
  }
}

/** The id of the listed disagreement that this is; undefined where the two agree; an error where it is not listed. */
function compare(bytes: Uint8Array, theirs: Verdict): string | undefined {
  const ours = ourVerdict(bytes);
  const libkrb5 = theirs.accepted ? "accepts" : "refuses";
  const known = listed.find(
    (entry) => entry.tickets === undefined && entry.ours === ours.verdict && entry.libkrb5 === libkrb5,
  );
  if ((ours.verdict === "accepts") !== theirs.accepted && known === undefined)
    throw new Error(
      `ours: ${ours.verdict}, libkrb5: ${libkrb5} ${theirs.complaint}\n${Buffer.from(bytes).toString("base64")}`,
    );
  if (ours.cache === undefined || !theirs.accepted) return known?.id;
  const expected = ticketsThatKlistLists(ours.cache);
  const removed = removedByOthers(ours.cache);
  // Which of the two libkrb5 counts goes by its version.
  expect([expected, expected + removed]).toContain(theirs.tickets);
  return removed > 0 && theirs.tickets > expected ? "removed-by-others" : known?.id;
}

/** klist lists a zero tail as tickets without names, as many as fit. */
function ticketsThatKlistLists(cache: CredentialCache): number {
  return tickets(cache).length + Math.floor(cache.tail.length / (cache.version === 3 ? 69 : 67));
}

function removedByOthers(cache: CredentialCache): number {
  return cache.credentials.filter(
    (entry) => isRemoved(entry) && !isConfigEntry(entry) && entry.times.authtime !== 0xffffffff,
  ).length;
}

const soakSeconds = Number(process.env.SOAK_SECONDS ?? 0);
const batch = 500;

/** Compares batch after batch: at least `least` caches, and for its third of a soak. */
async function compareMany(arbitrary: fc.Arbitrary<Uint8Array>, least: number): Promise<Set<string>> {
  const seen = new Set<string>();
  const deadline = Date.now() + (soakSeconds * 1000) / 3;
  for (let done = 0; done < least || Date.now() < deadline; done += batch) {
    const seed = soakSeconds > 0 ? Date.now() & 0x7fffffff : done + 1;
    const caches = fc.sample(arbitrary, { numRuns: batch, seed });
    const verdicts = await klistVerdicts(caches);
    for (const [i, bytes] of caches.entries()) {
      const disagreement = compare(bytes, verdicts[i] as Verdict);
      if (disagreement !== undefined) seen.add(disagreement);
    }
  }
  return seen;
}

const timeout = 300_000 + soakSeconds * 1000;

describe.skipIf(skip !== undefined)(`libkrb5's verdict on the same bytes${why}`, () => {
  it("lists only disagreements that exist, each with a reason", async () => {
    for (const { id, example, reason, tickets, ...verdicts } of listed) {
      const whole = fixture(example.fixture);
      const tail = Buffer.from(example.appendHex ?? "", "hex");
      const bytes = Buffer.concat([whole.subarray(0, example.cutTo ?? whole.length), tail]);
      const theirs = await klistVerdict(bytes);
      const ours = ourVerdict(bytes);
      const libkrb5 = theirs.accepted ? "accepts" : "refuses";
      expect({ id, ours: ours.verdict, libkrb5 }).toEqual({ id, ...verdicts });
      expect(reason.length).toBeGreaterThan(80);
      if (tickets === undefined || ours.cache === undefined) continue;
      expect(ticketsThatKlistLists(ours.cache)).toBe(tickets.ours);
      expect([tickets.ours, tickets.libkrb5]).toContain(theirs.tickets);
    }
  });

  it("is the same from one klist for many caches as from one klist each", async () => {
    const caches = fc.sample(mutants(fixtureNames.map(fixture)), { numRuns: 60, seed: 7 });
    const together = await klistVerdicts(caches);
    for (const [i, bytes] of caches.entries()) {
      const alone = await klistVerdict(bytes);
      expect(together[i]).toMatchObject({ accepted: alone.accepted, tickets: alone.tickets });
    }
  });

  it("agrees on every prefix of a real cache", async () => {
    const whole = fixture("mit-v4");
    const prefixes = Array.from({ length: whole.length + 1 }, (_, length) => whole.subarray(0, length));
    const verdicts = await klistVerdicts(prefixes);
    const seen = prefixes.map((bytes, i) => compare(bytes, verdicts[i] as Verdict));
    expect(new Set(seen)).toEqual(new Set([undefined, "cut-credential"]));
  });

  it("agrees on mutated real caches", { timeout }, async () => {
    await compareMany(mutants(fixtureNames.map(fixture)), 5000);
  });

  it("agrees on generated caches and their mutants", { timeout }, async () => {
    // klist reads versions 1 and 2 in this machine's byte order.
    const bytes = anyCache.map((cache) => serializeCcache({ ...cache, byteOrder: "LE" }));
    await compareMany(bytes, 1000);
    await compareMany(mutants(fc.sample(bytes, { numRuns: 200, seed: 1 })), 2000);
  });
});
