// Tickets that no file holds: a process on the host asks the KCM daemon, or exports the kernel's keyring, into a folder
// that only its owner may enter.
// @suite ci, 60 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus } from "../packages/adp/src/platform/index.ts";
import type { TicketReport } from "../packages/adp/src/ticket/index.ts";
import { document, processesOf } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { Kcm, MitKdc } from "./world/kerberos/index.ts";
import { type Argv, NetworkNamespace, run, skipReason, until } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc", "heimdalKcm") ?? noEngine() ?? noPrivateEngine();

describe.skipIf(skip !== undefined)(`a ticket that no file holds${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let kcm: Kcm;
  let engine: PrivateEngine;
  let platform: Platform;
  const keyring = `KEYRING:user:adp-e2e-${process.pid}`;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("stores");
    kdc = await MitKdc.start({ namespace });
    kcm = await Kcm.heimdal();
    const conf = kdc.env.KRB5_CONFIG ?? "";
    const text = readFileSync(conf, "utf8");
    writeFileSync(conf, text.replace("[libdefaults]", `[libdefaults]\n  kcm_socket = ${kcm.socket}`));
    const images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer], within });
    platform = new Platform({ engine, images, within, env: { KRB5_CONFIG: conf } });
  });
  afterEach(async () => {
    await platform?.adp(["platform", "stop"]);
    expect(processesOf(join(platform.clone, ".adp/run/platform"))).toEqual([]);
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await kcm?.stop();
    await kdc?.stop();
    await namespace?.remove();
  });

  async function status(KRB5CCNAME: string, word = "status"): Promise<PlatformStatus> {
    return document<PlatformStatus>(await platform.adp(["platform", word, "--json"], { KRB5CCNAME }));
  }

  test("KCM: is asked on the host", async () => {
    const before = await status("KCM:", "start");
    expect(before).toMatchObject({ sharing: false, source: { route: "watch", watcher: true } });
    await kdc.kinit("KCM:");
    await until("the ticket", async () => (await status("KCM:")).sharing);
    const report = await platform.adp(["ticket", "status", "--json"], { KRB5CCNAME: "KCM:" });
    const principal = `alice@${kdc.realm}`;
    expect(document<TicketReport>(report)).toMatchObject({ source: { principal }, shared: { principal } });
  });

  const refused = skipReason("keyring");
  test.skipIf(refused !== undefined)(
    `KEYRING: is exported on the host${refused ? ` (${refused})` : ""}`,
    async () => {
      let before = await status(keyring, "start");
      expect(before).toMatchObject({ sharing: false, source: { route: "export", watcher: true } });
      // The process on the host may have tried nothing yet.
      await until("the first try", async () => {
        before = await status(keyring);
        return before.problem !== undefined;
      });
      expect(before).toMatchObject({
        problem: { code: "ADP-PLAT-001", what: expect.stringContaining("could not be exported") },
        next: [{ either: [[{ run: "kinit" }], expect.anything()] }],
      });
      try {
        await kdc.kinit(keyring);
        await until("the ticket", async () => (await status(keyring)).sharing);
        const report = await platform.adp(["ticket", "status", "--json"], { KRB5CCNAME: keyring });
        const principal = `alice@${kdc.realm}`;
        expect(document<TicketReport>(report)).toMatchObject({
          source: { principal },
          shared: { principal },
        });
      } finally {
        await run(["kdestroy", "-c", keyring], { env: kdc.env });
      }
    },
  );
});
