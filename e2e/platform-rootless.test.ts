// Rootless Docker: the engine's root is an ordinary user, who alone may read the ticket; and a datakit's DAG runs there, on a
// Layer 1 of the machine's engine. What rootless Docker has of RootlessKit, ports and a way out, is not here.
// @suite ci, 120 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus } from "../packages/adp/src/platform/index.ts";
import { adp, document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { dag } from "./world/engine-checks.ts";
import { MitKdc } from "./world/kerberos/index.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { type Argv, NetworkNamespace, run, skipReason } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc") ?? noEngine() ?? noPrivateEngine();
const uid = 1000;
const name = "adp-e2e-rootless";

describe.skipIf(skip !== undefined)(`rootless Docker${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let layer1: Layer1World;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("rootless");
    kdc = await MitKdc.start({ namespace });
    await run(["chmod", "755", kdc.folder]);
    images = await platformImages();
    layer1 = await Layer1World.create(name);
    await layer1.built();
    const needed = [images.sharer, images.postgres, `${name}:latest`];
    engine = await PrivateEngine.start({ images: needed, within, rootlessUid: uid, bridge: true });
    engine.docker("tag", `${name}:latest`, "layer1-airflow:latest");
    const env = { KRB5_CONFIG: kdc.env.KRB5_CONFIG ?? "", IMAGE_POSTGRES: images.postgres };
    platform = new Platform({ engine, images, uid, within: (argv) => engine.within(argv), env });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    layer1?.close();
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

  test("a datakit starts there, its DAGs read the ticket and write to the warehouse, and a stop leaves nothing of it", async () => {
    const buildx = platform.folder("buildx");
    const done = async (...words: string[]) => {
      // The client's own folder is root's here.
      const said = await platform.adp(words, { BUILDX_CONFIG: buildx }, 700_000);
      expect(said.code, said.stdout + said.stderr).toBe(0);
      return said.stdout;
    };
    const datakit = ["--datakit", join(platform.home, "kit-datakit")];
    const made = await adp(["datakit", "new", "kit", "--into", platform.home, "--airflow", "2"]);
    expect(made.code, made.stderr).toBe(0);
    await run(["chown", "--recursive", `${uid}:${uid}`, join(platform.home, "kit-datakit")]);
    const klist =
      'import subprocess; print(subprocess.run(["klist"], capture_output=True, text=True).stdout)';
    writeFileSync(join(platform.home, "kit-datakit", "dags", "ticketed.py"), dag("ticketed", klist));
    await done("dev", "start", ...datakit);
    await done("dev", "run", "kit_example", ...datakit);
    expect(await done("dev", "sql", "select count(*) from kit.customer", ...datakit)).toMatch(/\b3\b/);
    await done("dev", "run", "ticketed", ...datakit);
    expect(await done("dev", "logs", "ticketed", ...datakit)).toContain(`alice@${kdc.realm}`);
    expect(await done("dev", "stop", ...datakit)).toMatch(/^Stopped: /);
    const left = engine.docker("ps", "--all", "--format", "{{.Names}}").split("\n").sort();
    expect(left).toEqual([expect.stringContaining("ticket-sharer"), "platform-warehouse-warehouse-1"]);
  });
});
