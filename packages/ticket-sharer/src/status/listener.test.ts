import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { KdcWork } from "../kdc/kdc-work.ts";
import type { Finished } from "../kdc/program.ts";
import { makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { Sharer } from "../sharer/sharer.ts";
import { fileSource } from "../source/file-source.ts";
import { type Listener, listen } from "./listener.ts";

const begin = 1_800_000_000;
let listener: Listener | undefined;

afterEach(() => listener?.close());

/** A sharer of alice's ticket; `answer` stands for what kinit and kvno say. */
async function sharing(env: Readonly<Record<string, string>>, answer: Finished) {
  const place = newPlace(memory);
  put(place.source, cacheBytes({ start: begin, lifeSeconds: 7200, renewSeconds: 36_000 }));
  const clock = new TestClock(begin * 1000);
  const log = makeLog({ format: "json", now: clock.now, print: () => {} });
  const settings = readSettings([], {
    TICKET_SOURCE: place.source,
    TICKET_CACHE_DIR: place.cacheDir,
    ...env,
  });
  const kdc = new KdcWork({ settings, clock, log, run: async () => answer });
  const sharer = new Sharer({ settings, source: fileSource(place.source), clock, log, kdc });
  const later = async (seconds: number) => {
    clock.advance(seconds * 1000);
    await sharer.tick();
    await kdc.idle();
  };
  await later(0);
  const { counters } = sharer;
  const [status, hindrance] = [() => sharer.status(), () => sharer.hindrance];
  listener = await listen({ host: "127.0.0.1", port: 0, status, hindrance, counters });
  const { port } = listener;
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return `${answer.status} ${await answer.text()}`;
  };
  return { place, later, ask, sharer };
}

const unknown = {
  code: 1,
  said: "kvno: Server postgres/db@EXAMPLE.TEST not found in Kerberos database while getting credentials",
};
const unreachable = { code: 1, said: "kinit: Cannot contact any KDC for realm 'EXAMPLE.TEST'" };

describe("/healthz, while /readyz is content", () => {
  it("is content where only a service ticket is lacking", async () => {
    const { ask, sharer } = await sharing({ TICKET_SPNS: "postgres/db" }, unknown);
    expect(sharer.status().problem?.code).toBe("TKT-SPN-UNKNOWN");
    expect(await ask("/healthz")).toMatch(/^200 alice@/);
  });

  it("says that the source is gone, unless renewals keep the copy up", async () => {
    const { ask, place, later } = await sharing({}, unreachable);
    expect(await ask("/healthz")).toMatch(/^200 alice@/);
    rmSync(place.source);
    await later(1);
    await later(2);
    expect(await ask("/readyz")).toMatch(/^200 alice@/);
    expect(await ask("/healthz")).toMatch(/^503 There is no ticket at /);
  });

  it("says that the copy cannot be renewed, and not that the source is gone", async () => {
    const { ask, place, later } = await sharing({ TICKET_RENEW: "true" }, unreachable);
    rmSync(place.source);
    await later(1);
    await later(2);
    expect(await ask("/healthz")).toMatch(/^200 alice@/);
    await later(4000);
    expect(await ask("/readyz")).toMatch(/^200 alice@/);
    expect(await ask("/healthz")).toMatch(/^503 The ticket of alice@EXAMPLE.TEST cannot be renewed/);
  });
});
