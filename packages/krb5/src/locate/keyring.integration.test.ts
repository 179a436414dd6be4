import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { run, skipReason } from "../../../../e2e/world/lib/index.ts";
import { judge, keyringExport, parseCcache } from "../index.ts";

const skip = skipReason("client", "mitKdc", "keyring");

describe.skipIf(skip !== undefined)(`the export of a keyring${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  const name = `KEYRING:user:adp-test-${process.pid}`;

  beforeAll(async () => {
    kdc = await MitKdc.start();
    await kdc.kinit(name, { args: ["-r", "7d"] });
  });
  afterAll(async () => {
    await run(["kdestroy", "-c", name], { env: kdc.env });
    await kdc.stop();
  });

  it("brings the very TGT into a file, without a word to the KDC", async () => {
    await kdc.pause();
    const target = join(kdc.folder, "krb5cc");
    const exported = keyringExport(name, kdc.realm, target);
    await run(exported.argv, { env: { ...kdc.env, ...exported.env } });
    renameSync(...exported.rename);
    const judgement = judge(parseCcache(readFileSync(target)), { now: new Date() });
    expect(judgement).toMatchObject({
      usable: true,
      realm: kdc.realm,
      ticket: { forwardable: true, initial: true },
    });
    const lines = async (cache: string) =>
      (await run(["klist", "-f", "-c", cache], { env: kdc.env })).split("\n").slice(4, 6);
    expect(await lines(`FILE:${target}`)).toEqual(await lines(name));
  });
});
