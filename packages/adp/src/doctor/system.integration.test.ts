import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { onSmallDisk } from "../engine/embedded/testing/small-disk.ts";
import { run } from "../kernel/process.ts";
import { found, outcome, testMachine } from "./testing/machine.ts";

// What takes a real KDC, a disk of its own, or a kernel's answer that is replaced.

const script = (name: string) => fileURLToPath(new URL(`testing/${name}`, import.meta.url));

test("disk: a disk with little room, and one with very little", async () => {
  const of = async (size: string) => {
    const folder = join(temporaryFolder(), "disk");
    const options = { id: "disk", folder };
    return onSmallDisk({ mount: `size=${size}`, folder, script: script("findings.ts"), options });
  };
  expect(await of("2g")).toEqual(["warning ADP-CHK-002"]);
  expect(await of("200m")).toEqual(["problem ADP-CHK-002"]);
});

test("memory: a machine whose kernel says that little is left", async () => {
  const folder = temporaryFolder();
  const { stdout } = await run([
    ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"],
    'echo "MemAvailable: 900000 kB" >"$1/meminfo" && mount --bind "$1/meminfo" /proc/meminfo && shift && exec "$@"',
    ...["sh", folder, process.execPath, "--import", "tsx"],
    ...[script("findings.ts"), JSON.stringify({ id: "memory", folder })],
  ]);
  expect(stdout).toBe('answer:["warning ADP-CHK-003"]\n');
});

const skip = skipReason("client", "mitKdc");

describe.skipIf(skip !== undefined)(`with an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start();
  });
  afterAll(async () => kdc?.stop());

  const context = (more: Record<string, string> = {}) =>
    testMachine().context({ env: { ...kdc.env, PATH: process.env.PATH ?? "", ...more } });

  test("the KDC answers, and is silent; there is no ticket, one, and one that has expired", async () => {
    vi.stubEnv("KRB5_CONFIG", kdc.env.KRB5_CONFIG ?? "");
    const cache = `FILE:${join(temporaryFolder(), "krb5cc")}`;
    vi.stubEnv("KRB5CCNAME", cache);
    try {
      expect(await outcome("kerberos-kdc", context())).toMatchObject({ state: "ok" });
      expect(await found("kerberos-present", context())).toEqual(["problem ADP-TKT-005"]);
      expect(await outcome("kerberos-shared", context())).toMatchObject({ state: "skipped" });
      await kdc.kinit(cache, { args: ["-l", "1s"] });
      expect(await outcome("kerberos-present", context())).toMatchObject({ state: "ok" });
      await vi.waitFor(
        async () => expect(await found("kerberos-valid", context())).toEqual(["problem ADP-TKT-006"]),
        {
          timeout: 10_000,
          interval: 200,
        },
      );
      await kdc.pause();
      expect(await found("kerberos-kdc", context())).toEqual(["problem ADP-TKT-003"]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
