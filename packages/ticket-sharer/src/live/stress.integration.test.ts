import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Exit } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { collect, withCollector } from "../../test/collected.ts";
import { at } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { openFiles } from "../../test/process-facts.ts";
import { put } from "../../test/put.ts";
import { cacheBytes, now } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";

const sharer = useSharer();
/** `make soak` says how many; the short form runs with every change. */
const kills = Number(process.env.SOAK_KILLS ?? 50);

function digest(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("base64");
}

/** Rewrites the source as fast as it goes, each ticket a little later than the one before, and remembers them all. */
class Rewriter {
  readonly #known = new Map<string, number>();
  readonly #path: string;
  #serial = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  start(): void {
    this.#timer = setInterval(() => this.write(), 1);
  }

  write(): Uint8Array {
    this.#serial++;
    // Four sizes, so that a mixture of two would not have the right length either.
    const bytes = cacheBytes({
      start: now(),
      lifeSeconds: 40_000 + this.#serial,
      serial: this.#serial,
      ticketBytes: 300 + (this.#serial % 4) * 700,
    });
    this.#known.set(digest(bytes), this.#serial);
    put(this.#path, bytes);
    return bytes;
  }

  /** Which one it is; undefined for what was never a ticket. */
  serialOf(bytes: Uint8Array): number | undefined {
    return this.#known.get(digest(bytes));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Reads for so long, and until it has read ten times: how often that is, is the machine's to say. */
async function readersSee(
  place: Place,
  check: (bytes: Buffer) => void,
  milliseconds: number,
  enough: (reads: number) => boolean = (reads) => reads >= 10,
): Promise<number> {
  const end = Date.now() + milliseconds;
  let reads = 0;
  do {
    if (existsSync(place.copy)) {
      check(readFileSync(place.copy));
      reads++;
    }
    await new Promise((resolve) => setImmediate(resolve));
  } while (Date.now() < end || !enough(reads));
  return reads;
}

describe("kill -9 at any instant", () => {
  it(
    `${kills} times: a reader sees a whole ticket of the source's, never another, and never an earlier one`,
    async () => {
      const place = newPlace();
      const rewriter = new Rewriter(place.source);
      put(place.source, rewriter.write());
      let last = 0;
      const check = (bytes: Buffer) => {
        const serial = rewriter.serialOf(bytes);
        if (serial === undefined)
          throw new Error(`a reader saw ${bytes.length} bytes that were never a ticket`);
        const { mode } = statSync(place.copy);
        if ((mode & 0o7777) !== 0o640) throw new Error(`mode ${mode.toString(8)}`);
        if (serial < last) throw new Error(`ticket ${serial} after ticket ${last}`);
        last = serial;
      };
      expect((await sharer.start({ env: at(place), args: ["--once"] }).ended).code).toBe(Exit.ok);
      rewriter.start();
      try {
        let reads = 0;
        let caught = 0;
        for (let kill = 0; kill < kills; kill++) {
          const running = sharer.start({ env: at(place) });
          const before = last;
          // By turns in the first moments of the process, which tidies up after its forerunner, and while it publishes.
          if (kill % 2 === 0) reads += await readersSee(place, check, Math.random() * 150);
          else {
            while (last === before) reads += await readersSee(place, check, 5);
            reads += await readersSee(place, check, Math.random() * 20);
          }
          await running.stop("SIGKILL");
          check(readFileSync(place.copy));
          if (last > before) caught++;
        }
        // The test is worth something only where the sharer was at work when it was killed.
        expect(reads).toBeGreaterThanOrEqual(kills * 10);
        expect(caught).toBeGreaterThanOrEqual(Math.floor(kills / 2));
      } finally {
        rewriter.stop();
      }
      const bytes = rewriter.write();
      const after = sharer.start({ env: at(place) });
      await after.until("the last ticket", () => readFileSync(place.copy).equals(bytes));
      expect(await after.stop()).toBe(Exit.ok);
      expect(readdirSync(place.cacheDir).filter((name) => name === ".lock")).toEqual([]);
    },
    300_000 + kills * 5000,
  );
});

describe("two sharers on one volume", () => {
  it("readers see whole tickets that never get worse, whoever writes them", async () => {
    const place = newPlace();
    const sources = [place.source, join(place.folder, "other")];
    const start = now();
    const known = new Set<string>();
    let life = 10_000;
    const write = () => {
      life += 7;
      for (const [index, source] of sources.entries()) {
        const bytes = cacheBytes({ start, lifeSeconds: life + (index === life % 2 ? 3 : 0), serial: life });
        known.add(Buffer.from(bytes).toString("base64"));
        put(source, bytes);
      }
    };
    write();
    const both = sources.map((source) => sharer.start({ env: at(place, { TICKET_SOURCE: source }) }));
    await both[0]?.until("a ticket", () => existsSync(place.copy));
    let last = 0;
    const timer = setInterval(write, 3);
    const deadline = Date.now() + 60_000;
    try {
      const reads = await readersSee(
        place,
        (bytes) => {
          if (!known.has(bytes.toString("base64"))) throw new Error("a reader saw what was never a ticket");
          const end = new DataView(bytes.buffer, bytes.byteOffset).getUint32(
            bytes.indexOf(Buffer.alloc(32, 0xaa)) + 40,
          );
          if (end < last)
            throw new Error(`a ticket that ends at ${end} took the place of one that ends at ${last}`);
          last = end;
        },
        4000,
        (reads) => (reads > 500 && last > start + 10_000 + 100) || Date.now() > deadline,
      );
      expect(reads).toBeGreaterThan(500);
      expect(last).toBeGreaterThan(start + 10_000 + 100);
    } finally {
      clearInterval(timer);
    }
    const best = start + life + 3;
    await both[0]?.until("the best of both", () => {
      const bytes = readFileSync(place.copy);
      return (
        new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.indexOf(Buffer.alloc(32, 0xaa)) + 40) ===
        best
      );
    });
    for (const one of both) expect(await one.stop()).toBe(Exit.ok);
  });
});

const linux = process.platform === "linux";
const changes = 1000;

describe.skipIf(!linux)(`many changes${linux ? "" : " (needs Linux)"}`, () => {
  // A thousand a minute for an hour is `BENCH_MINUTES=60 make bench`; here they come as fast as they are published.
  it(`${changes} tickets of 60 kB, each published: nothing is held on to that was not before`, async () => {
    const place = newPlace();
    const start = now();
    const ticket = (serial: number) =>
      cacheBytes({ start, lifeSeconds: 20_000 + serial, serial, ticketBytes: 60_000 });
    put(place.source, ticket(0));
    const running = sharer.start({ env: at(place), within: withCollector });
    await running.until("the first ticket", () => existsSync(place.copy));
    let serial = 0;
    const change = async (times: number) => {
      for (let time = 0; time < times; time++) {
        const bytes = ticket(++serial);
        put(place.source, bytes);
        await running.until(`ticket ${serial}`, () => readFileSync(place.copy).equals(bytes));
      }
    };
    // What a young process takes for itself, such as compiled code, is no leak.
    await change(500);
    const before = await collect(running);
    await change(changes);
    const after = await collect(running);
    // Kept, the tickets would be 60 MB; a kilobyte kept of each change would be 1 MB.
    expect(after.heap - before.heap).toBeLessThan(0.7);
    expect(after.external - before.external).toBeLessThan(0.2);
    // One more of a kind would be kept; a timer less is one that has run since.
    for (const kind of new Set(after.resources))
      expect(countOf(after.resources, kind), kind).toBeLessThanOrEqual(countOf(before.resources, kind));
    // But for the moment in which it writes its status.
    await running.until("no more files are open", () => openFiles(running.pid) <= before.openFiles);
    const parts = () => readdirSync(place.cacheDir).filter((name) => /[0-9a-f]{12}$/.test(name));
    await running.until("nothing half written is left", () => parts().length === 0);
  }, 1_200_000);
});

function countOf(resources: readonly string[], kind: string): number {
  return resources.filter((resource) => resource === kind).length;
}
