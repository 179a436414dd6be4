import { judge, parseCcache, serializeCcache } from "../src/index.ts";
import { fixture, fixtureNames } from "../test/fixtures.ts";

/**
 * How long parsing, judging and writing a real cache takes, beside copying its bytes in the same run:
 *   npx tsx packages/krb5/bench/parse.ts
 * One JSON line a cache. Microseconds: the median of 41 rounds of 2,000 calls.
 */
const rounds = 41;
const calls = 2000;

function microseconds(work: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let call = 0; call < calls; call++) work();
    times.push(((performance.now() - began) * 1000) / calls);
  }
  return Number(times.sort((a, b) => a - b)[(rounds - 1) / 2]?.toFixed(2));
}

const now = new Date();
for (const name of fixtureNames) {
  const bytes = fixture(name);
  const cache = parseCcache(bytes, { byteOrder: "LE" });
  const copy = microseconds(() => Uint8Array.from(bytes));
  const parse = microseconds(() => parseCcache(bytes, { byteOrder: "LE" }));
  console.log(
    JSON.stringify({
      cache: name,
      bytes: bytes.length,
      credentials: cache.credentials.length,
      copy,
      parse,
      parseAndJudge: microseconds(() => judge(parseCcache(bytes, { byteOrder: "LE" }), { now })),
      write: microseconds(() => serializeCcache(cache)),
      parsePerCopy: Number((parse / copy).toFixed(1)),
    }),
  );
}
