// Rootless Docker: the engine's root is an ordinary user, who alone may read the ticket.
// @suite ci, 60 s
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus } from "../packages/adp/src/platform/index.ts";
import { document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { MitKdc } from "./world/kerberos/index.ts";
import { type Argv, NetworkNamespace, run, skipReason } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc") ?? noEngine() ?? noPrivateEngine();
const uid = 1000;

describe.skipIf(skip !== undefined)(`rootless Docker${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("rootless");
    kdc = await MitKdc.start({ namespace });
    await run(["chmod", "755", kdc.folder]);
    images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer], within, rootlessUid: uid });
    platform = new Platform({ engine, images, uid, within, env: { KRB5_CONFIG: kdc.env.KRB5_CONFIG ?? "" } });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await kdc?.stop();
    await namespace?.remove();
  });

  test("the sharer runs as its root, which is the ticket's owner, and Airflow's user reads the copy", async () => {
    expect(engine.docker("info", "--format", "{{.SecurityOptions}}")).toContain("name=rootless");
    const cache = join(platform.folder("cc"), "krb5cc");
    await kdc.kinit(cache);
    await run(["chown", `${uid}:${uid}`, cache]);
    const start = await platform.adp(["platform", "start", "--json"], { KRB5CCNAME: cache });
    expect(start.code, start.stderr).toBe(0);
    expect(document<PlatformStatus>(start)).toMatchObject({
      sharing: true,
      ticket: { principal: `alice@${kdc.realm}` },
      container: { user: "0:0", network: "none" },
      volume: { folder: "0:0:2770" },
    });
    const seen = (user: string) =>
      engine.docker(
        "run",
        "--rm",
        "--network=none",
        `--user=${user}`,
        "--volume=platform_kerberos_cache:/krb5/cache:ro,nocopy",
        "--env=KRB5CCNAME=/krb5/cache/krb5cc",
        "--entrypoint=klist",
        images.sharer,
      );
    expect(seen("50000:0")).toContain(`Default principal: alice@${kdc.realm}`);
    expect(() => seen("50000:50000")).toThrow(/permissions incorrect/);
  });
});
