import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MitKdc } from "../../e2e/world/kerberos/index.ts";
import { findProgram, missing, type Service, start } from "../../e2e/world/lib/index.ts";
import { judge, Krb5Error, parseCcache } from "../../packages/krb5/src/index.ts";
import type { Claim } from "../measure.ts";
import type { TicketOptions } from "./options.ts";
import { makePlace } from "./place.ts";

/**
 * The loop that people have: `cp` of the source, then a pause. Theirs is 300 s; here it is 0.3 s, so that a minute
 * shows what 17 hours would. Staleness grows with the pause, so the value for 300 s is a thousand times the measured one.
 */
const loopSeconds = 0.3;
const usualSeconds = 300;

/** Reader checks of each copy. */
const wanted = 100_000;

type Verdict = "good" | "torn" | "bad";

/** What a program finds at a path now. */
function look(path: string): { readonly verdict: Verdict; readonly id: string } {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    return { verdict: "torn", id: "" };
  }
  try {
    const verdict = judge(parseCcache(bytes), { now: new Date() }).usable ? "good" : "bad";
    return { verdict, id: createHash("sha1").update(bytes).digest("base64") };
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    return { verdict: "torn", id: "" };
  }
}

/** Counts what readers of one copy saw. */
class Reader {
  readonly seen: Record<Verdict, number> = { good: 0, torn: 0, bad: 0 };
  staleMs = 0;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  check(superseded: ReadonlyMap<string, number>, now: number): void {
    const { verdict, id } = look(this.#path);
    this.seen[verdict]++;
    // A ticket is stale from the moment at which the source has a newer one.
    if (verdict === "good") this.staleMs += Math.max(0, now - (superseded.get(id) ?? now));
  }

  get meanStaleSeconds(): number {
    return this.staleMs / this.seen.good / 1000;
  }
}

/** The sharer and the classical loop on one source, which kinit and krenew rewrite in turn as fast as they can. */
export async function measureClassical({ program, folder }: TicketOptions): Promise<Claim[]> {
  const lacking =
    missing("client", "mitKdc") ??
    (findProgram("krenew") === undefined ? "not installed: kstart" : undefined);
  if (lacking !== undefined)
    return [{ name: "ticket: beside cp in a loop", measured: "not measured", beside: lacking, goal: "" }];
  const place = makePlace(folder);
  const classical = join(folder, "classical");
  const kdc = await MitKdc.start();
  const services: Service[] = [];
  const shell = (script: string) => {
    const env = { ...kdc.env, KRB5CCNAME: `FILE:${place.source}` };
    services.push(start(["sh", "-c", script], join(folder, "log"), { env }));
  };
  try {
    await kdc.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
    const running = program.start({ env: place.env });
    shell(`while :; do cp '${place.source}' '${classical}'; sleep ${loopSeconds}; done`);
    await running.until("both copies", () => existsSync(place.copy) && existsSync(classical));
    shell("while :; do echo alicepw | kinit -r 7d alice >/dev/null; krenew; done");
    const ours = new Reader(place.copy);
    const theirs = new Reader(classical);
    const { changes, seconds, torn } = await watch(place.source, [ours, theirs]);
    const published = running.log.filter(({ event }) => event === "published").length;
    const scaled = (theirs.meanStaleSeconds * usualSeconds) / loopSeconds;
    const writers = `${changes} tickets by kinit and krenew in ${seconds.toFixed(0)} s, ${published} published`;
    return [
      {
        name: `ticket: torn reads in ${wanted} checks`,
        measured: `${ours.seen.torn}`,
        beside: `${theirs.seen.torn} of cp every ${loopSeconds} s, ${torn} of the source itself; ${writers}`,
        goal: "none",
        met: ours.seen.torn === 0,
      },
      {
        name: `ticket: bad tickets in ${wanted} checks`,
        measured: `${ours.seen.bad}`,
        beside: `${theirs.seen.bad} of cp every ${loopSeconds} s`,
        goal: "none",
        met: ours.seen.bad === 0,
      },
      {
        name: "ticket: mean staleness",
        measured: `${(ours.meanStaleSeconds * 1000).toFixed(1)} ms`,
        beside: `${scaled.toFixed(0)} s of cp every ${usualSeconds} s (measured ${theirs.meanStaleSeconds.toFixed(3)} s at ${loopSeconds} s)`,
        goal: "under 1/1000",
        met: ours.meanStaleSeconds < scaled / 1000,
      },
    ];
  } finally {
    for (const service of services) await service.stop("SIGKILL");
    await program.stopAll();
    await kdc.stop();
  }
}

/** Looks at the source and at each copy, a hundred thousand times. */
async function watch(source: string, readers: readonly Reader[]) {
  const superseded = new Map<string, number>();
  const began = performance.now();
  let [current, changes, torn] = ["", 0, 0];
  for (let check = 0; check < wanted; check++) {
    const found = look(source);
    const now = performance.now();
    if (found.verdict === "torn") torn++;
    if (found.verdict === "good" && found.id !== current) {
      if (current !== "") superseded.set(current, now);
      superseded.delete(found.id);
      current = found.id;
      changes++;
    }
    for (const reader of readers) reader.check(superseded, now);
    // The pipe of the sharer's log has to be emptied, and the writers want a processor, too.
    if (check % 20 === 0) await sleep(4);
  }
  return { changes, torn, seconds: (performance.now() - began) / 1000 };
}
