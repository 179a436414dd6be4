import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MitKdc, run, skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { parseCcache, tickets } from "../../../krb5/src/index.ts";
import { at, heimdalKinit, skipWithout } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { useSharer } from "../../test/use-sharer.ts";

const skip = skipReason("client", "mitKdc") ?? skipWithout(heimdalKinit);
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`Heimdal's kinit${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start({ services: ["postgres/localhost"] });
    writeFileSync(join(kdc.folder, "password"), "alicepw\n", { mode: 0o600 });
  });
  afterAll(() => kdc?.stop());

  it("gets and renews tickets at the source: each reader of the copy sees a whole one, which the KDC accepts", async () => {
    const place = newPlace();
    const running = sharer.start({ env: { ...kdc.env, ...at(place) } });
    const kinit = `'${heimdalKinit}' -c 'FILE:${place.source}'`;
    const get = `${kinit} --password-file='${kdc.folder}/password' --renewable --forwardable alice@${kdc.realm}`;
    const stop = join(place.root, "stop");
    // Fifteen rounds, and more until the reader has seen enough: how much that is in fifteen is the machine's to say.
    const loop = `i=0; while [ $i -lt 15 ] || [ ! -e '${stop}' ]; do ${get} && ${kinit} --renew || exit 1; i=$((i+1)); done`;
    let over = false;
    const writing = run(["sh", "-c", loop], { env: kdc.env, timeoutMs: 150_000 }).finally(() => {
      over = true;
    });
    let reads = 0;
    const deadline = Date.now() + 120_000;
    while (!over) {
      if (reads > 100 || Date.now() > deadline) writeFileSync(stop, "");
      if (existsSync(place.copy)) {
        expect(tickets(parseCcache(readFileSync(place.copy))).length).toBe(1);
        reads++;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(reads).toBeGreaterThan(100);
    const source = readFileSync(place.source);
    await running.until("the last ticket", () => readFileSync(place.copy).equals(source));
    const out = join(place.root, "out");
    await run(["kvno", "-q", "-c", `FILE:${place.copy}`, "--out-cache", out, "postgres/localhost"], {
      env: kdc.env,
    });
  }, 180_000);
});
