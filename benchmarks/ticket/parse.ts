import { judge, parseCcache } from "../../packages/krb5/src/index.ts";
import { fixture, fixtureNames } from "../../packages/krb5/test/fixtures.ts";
import { type Claim, median } from "../measure.ts";

const rounds = 31;
const calls = 2000;

function microseconds(work: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    for (let call = 0; call < calls; call++) work();
    // The first round is compiled meanwhile.
    if (round > 0) times.push(((performance.now() - began) * 1000) / calls);
  }
  return median(times);
}

/** Parsing and judging real caches of MIT Kerberos, Heimdal and Samba AD, beside copying their bytes. */
export async function measureParse(): Promise<Claim[]> {
  const now = new Date();
  const all = fixtureNames.map((name) => {
    const bytes = fixture(name);
    return {
      name,
      copy: microseconds(() => Uint8Array.from(bytes)),
      parse: microseconds(() => parseCcache(bytes, { byteOrder: "LE" })),
      both: microseconds(() => judge(parseCcache(bytes, { byteOrder: "LE" }), { now })),
    };
  });
  const slowest = all.reduce((a, b) => (a.parse > b.parse ? a : b));
  const usual = all.find(({ name }) => name === "mit-v4") ?? slowest;
  return [
    {
      name: "ticket: parse a cache",
      measured: `${usual.parse.toFixed(1)} us (slowest, ${slowest.name}: ${slowest.parse.toFixed(1)} us)`,
      beside: `copying its bytes ${usual.copy.toFixed(2)} us; parse and judge ${usual.both.toFixed(1)} us`,
      goal: "under 10 us",
      met: slowest.parse < 10,
    },
  ];
}
