import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { openOutput } from "../kernel/output.ts";
import { TicketSharer } from "../platform/index.ts";
import { readOwnTicket } from "../platform/own-ticket.ts";
import type { CheckContext } from "./check-context.ts";
import { kdc as kdcLevel, krb5Conf, present } from "./host-levels.ts";
import { askKdc } from "./kdc.ts";
import { service } from "./shared-levels.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-kdc-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function contextOf(more: Partial<CheckContext> = {}, env: NodeJS.ProcessEnv = {}): CheckContext {
  const output = openOutput({ json: true });
  const sharer = new TicketSharer({ root: folder, output, env });
  return {
    sharer,
    spn: undefined,
    login: undefined,
    databaseUser: undefined,
    container: undefined,
    now: Date.now,
    ...more,
  };
}

const skip = skipReason("client", "mitKdc");
describe.skipIf(skip !== undefined)(`against an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start();
  });
  afterAll(() => kdc?.stop());

  test("clocks that agree, and a clock ten minutes off: ADP-TKT-004", async () => {
    vi.stubEnv("KRB5_CONFIG", kdc.env.KRB5_CONFIG ?? "");
    const found = contextOf();
    expect(await krb5Conf(found)).toContain(kdc.realm);
    // Both clocks are this machine's. The KDC tells whole seconds, and its answer ages until it is compared.
    const began = Date.now();
    const oldest = () => 1 + Math.ceil((Date.now() - began) / 1000);
    const apart = /answers, clocks (\d+) s apart$/.exec(await kdcLevel(found))?.[1];
    expect(Number(apart)).toBeLessThanOrEqual(oldest());
    const off = await kdcLevel({ ...found, now: () => Date.now() + 600_000 }).catch((error) => error);
    expect(off).toMatchObject({ code: "ADP-TKT-004", exit: 2 });
    const ahead = Number(/clock is (\d+) s ahead of that of 127\.0\.0\.1/.exec(off.message)?.[1]);
    expect(ahead).toBeGreaterThanOrEqual(599);
    expect(ahead).toBeLessThanOrEqual(600 + oldest());
  });

  test("a service's ticket is asked for with TICKET_SOURCE, not with this shell's KRB5CCNAME", async () => {
    vi.stubEnv("KRB5_CONFIG", kdc.env.KRB5_CONFIG ?? "");
    vi.stubEnv("KRB5CCNAME", join(folder, "none"));
    const cache = join(folder, "krb5cc");
    await kdc.kinit(cache);
    const spn = `krbtgt/${kdc.realm}`;
    const found = contextOf({ spn }, { TICKET_SOURCE: cache });
    expect(await present(found)).toBe(`FILE:${cache} (TICKET_SOURCE), of alice@${kdc.realm}`);
    expect(await service(found)).toBe(`${spn}, asked from this machine`);
  });

  test("it tells its clock to anybody, whether it knows the name or not", async () => {
    const address = { host: "localhost", port: kdc.port };
    // Both clocks are this machine's. The KDC tells whole seconds, and its answer ages until it is compared.
    const error = async (name: string, offset: number) => {
      const before = Date.now();
      const client = { name, realm: kdc.realm };
      const { aheadSeconds } = await askKdc(address, { client, now: () => Date.now() - offset });
      const oldest = 1 + (Date.now() - before) / 1000;
      return { seconds: (aheadSeconds ?? Number.NaN) - offset / 1000, least: -oldest - 0.5 };
    };
    for (const name of ["alice", "nobody-of-that-name"])
      for (const offset of [0, 600_000]) {
        const { seconds, least } = await error(name, offset);
        expect(seconds).toBeGreaterThanOrEqual(least);
        expect(seconds).toBeLessThanOrEqual(0);
      }
  });
});

const noKeyring = skipReason("client", "keyring");
test.skipIf(noKeyring !== undefined)(
  `a keyring without a ticket is none, and no failure${noKeyring ? ` (${noKeyring})` : ""}`,
  async () => {
    const name = `KEYRING:user:adp-none-${process.pid}`;
    const found = await readOwnTicket({
      text: name,
      origin: "KRB5CCNAME",
      name: { type: "KEYRING", residual: `user:adp-none-${process.pid}` },
      source: { kind: "keyring", name },
    });
    expect(found).toBeUndefined();
  },
);
