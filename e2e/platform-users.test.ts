// Whoever owns the ticket can share it, with any uid, and a container that comes first does no harm.
// @suite ci, 60 s
import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus } from "../packages/adp/src/platform/index.ts";
import { document, processesOf } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { MitKdc } from "./world/kerberos/index.ts";
import { type Argv, NetworkNamespace, removeFolder, run, skipReason, until } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc") ?? noEngine() ?? noPrivateEngine();
const volume = "platform_kerberos_cache";

describe.skipIf(skip !== undefined)(`the ticket's owner${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let images: PlatformImages;
  let engine: PrivateEngine;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("users");
    kdc = await MitKdc.start({ namespace });
    // Everybody's, as /etc/krb5.conf is.
    await run(["chmod", "755", kdc.folder]);
    images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer, images.datakit], within });
  });
  afterAll(async () => {
    await engine?.close();
    await kdc?.stop();
    await namespace?.remove();
  });

  /** A person with a ticket, in a file that this person alone may read. */
  async function person(uid: number, place: (platform: Platform) => string) {
    const platform = new Platform({
      engine,
      images,
      uid,
      within,
      env: { KRB5_CONFIG: kdc.env.KRB5_CONFIG ?? "" },
    });
    const cache = place(platform);
    await kdc.kinit(cache);
    await run(["chown", `${uid}:${uid}`, cache]);
    return { platform, cache };
  }

  /** What a container of Airflow's user sees in the volume. */
  function seen(...argv: string[]): string {
    const mount = `${volume}:/krb5/cache:ro,nocopy`;
    const options = [
      "--rm",
      "--network=none",
      "--user=50000:0",
      "--volume",
      mount,
      "--env=KRB5CCNAME=/krb5/cache/krb5cc",
    ];
    return engine.docker("run", ...options, images.datakit, ...argv);
  }

  test.each([1000, 501, 1234567890])("uid %i: in a folder of its own, mounted", async (uid) => {
    const { platform, cache } = await person(uid, (who) => join(who.folder("cc"), "krb5cc"));
    try {
      const start = await platform.adp(["platform", "start", "--json"], { KRB5CCNAME: cache });
      expect(start.code, start.stderr).toBe(0);
      expect(document<PlatformStatus>(start)).toMatchObject({
        sharing: true,
        ticket: { principal: `alice@${kdc.realm}` },
        source: { route: "mount" },
        container: { user: `${uid}:0`, network: "none" },
        volume: { folder: "0:0:2770" },
      });
      const sharer = document<PlatformStatus>(start).container?.name ?? "";
      const [container] = JSON.parse(engine.docker("inspect", sharer));
      expect(container.HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges:true"],
        Privileged: false,
      });
      expect(seen("klist")).toContain(`Default principal: alice@${kdc.realm}`);
      expect(seen("stat", "-c", "%u:%g %a", "/krb5/cache/krb5cc")).toBe(`${uid}:0 640`);
    } finally {
      await platform.close();
    }
  });

  test("a stop takes the ticket out of the volume, also where the sharer has died; nothing else does", async () => {
    const { platform, cache } = await person(1000, (who) => join(who.folder("cc"), "krb5cc"));
    try {
      const env = { KRB5CCNAME: cache };
      const started = document<PlatformStatus>(await platform.adp(["platform", "start", "--json"], env));
      expect(started.sharing).toBe(true);
      const name = started.container?.name ?? "";
      // The folder is made again, and the platform started again, without a ticket to copy.
      rmSync(cache);
      const before = engine.docker("ps", "--quiet");
      const other = { ...env, TICKET_LOG: "human" };
      const restarted = document<PlatformStatus>(await platform.adp(["platform", "start", "--json"], other));
      expect(restarted).toMatchObject({ sharing: true, ticket: { usableUntil: started.ticket.usableUntil } });
      expect(engine.docker("ps", "--quiet")).not.toBe(before);
      engine.docker("restart", name);
      expect(seen("klist")).toContain(`alice@${kdc.realm}`);
      engine.docker("kill", name);
      // As a sharer leaves it that is killed before its rename.
      const leftover = "cp /krb5/cache/krb5cc /krb5/cache/.krb5cc.0123456789ab";
      const [rw, sh] = [`${volume}:/krb5/cache`, ["sh", "-c", leftover]];
      engine.docker("run", "--rm", "--network=none", "--user=0:0", "--volume", rw, images.datakit, ...sh);
      expect(seen("klist")).toContain(`alice@${kdc.realm}`);
      const stop = await platform.adp(["platform", "stop"], env);
      expect(stop.code, stop.stderr).toBe(0);
      expect(seen("ls", "/krb5/cache")).toBe("");
      expect(seen("ls", "-A", "/krb5/cache")).not.toContain("krb5cc");
    } finally {
      await platform.close();
    }
  });

  test("a folder that was removed and made again: a start mounts the new one", async () => {
    const { platform, cache } = await person(1000, (who) => join(who.folder("cc"), "krb5cc"));
    try {
      const env = { KRB5CCNAME: cache };
      const before = document<PlatformStatus>(await platform.adp(["platform", "start", "--json"], env));
      expect(before).toMatchObject({ sharing: true, source: { route: "mount" } });
      rmSync(dirname(cache), { recursive: true });
      platform.folder("cc");
      await kdc.kinit(cache);
      await run(["chown", "1000:1000", cache]);
      await platform.adp(["platform", "start"], env);
      await until("the new ticket", async () => {
        const now = document<PlatformStatus>(await platform.adp(["platform", "status", "--json"], env));
        return now.sharing && (now.ticket.usableUntil ?? 0) > (before.ticket.usableUntil ?? 0);
      });
    } finally {
      await platform.close();
    }
  });

  test("a large uid: in /tmp, which no container ever sees, by a process on the host", async () => {
    // A file of that name is the machine's: another run of this test has its own.
    const uid = randomInt(1_200_000_000, 1_300_000_000);
    const { platform } = await person(uid, () => `/tmp/krb5cc_${uid}`);
    try {
      const start = await platform.adp(["platform", "start", "--json"]);
      expect(start.code, start.stderr).toBe(0);
      // By two processes, one after the other: on a busy machine `start` does not wait for the second.
      let status = document<PlatformStatus>(start);
      await until("the ticket", async () => {
        status = document<PlatformStatus>(await platform.adp(["platform", "status", "--json"]));
        return status.sharing;
      });
      expect(processesOf(join(platform.clone, ".adp/run/platform"))).toHaveLength(1);
      expect(status).toMatchObject({
        sharing: true,
        source: { name: `FILE:/tmp/krb5cc_${uid}`, origin: "default", route: "watch", watcher: true },
        container: { user: `${uid}:0` },
      });
      expect(seen("klist")).toContain(`Default principal: alice@${kdc.realm}`);
      const mounts = engine.docker(
        "inspect",
        "--format",
        "{{range .Mounts}}{{.Source}} {{end}}",
        status.container?.name ?? "",
      );
      expect(mounts.split(" ")).toContain(join(platform.clone, ".adp/run/platform/ticket"));
      expect(mounts.split(" ")).not.toContain("/tmp");
      const form = await run(["stat", "-c", "%u %a", join(platform.clone, ".adp/run/platform/ticket")]);
      expect(form.trim()).toBe(`${uid} 700`);

      // A second start starts nothing.
      const before = engine.docker("ps", "--quiet");
      const again = document<PlatformStatus>(await platform.adp(["platform", "start", "--json"]));
      expect(again).toMatchObject({ sharing: true, source: { watcher: true } });
      expect(engine.docker("ps", "--quiet")).toBe(before);

      // Its process is gone, as after a crash: another start brings it back, and the ticket stays shared meanwhile.
      const [watcher] = processesOf(join(platform.clone, ".adp/run/platform"));
      process.kill(watcher ?? 0, "SIGKILL");
      const looks =
        "i=0; while [ $i -lt 300 ]; do [ -e /krb5/cache/krb5cc ] || echo gap; i=$((i+1)); sleep 0.01; done; echo end";
      engine.docker("exec", "--detach", before, "sh", "-c", `(${looks}) > /tmp/looks`);
      const revived = document<PlatformStatus>(await platform.adp(["platform", "start", "--json"]));
      expect(revived).toMatchObject({ sharing: true, source: { watcher: true } });
      let found = "";
      await until("the end of the looks", () => {
        found = engine.docker("exec", before, "sh", "-c", "cat /tmp/looks || true");
        return found.endsWith("end");
      });
      expect(found).toBe("end");
      await kdc.kinit(`/tmp/krb5cc_${uid}`);
      await run(["chown", `${uid}:${uid}`, `/tmp/krb5cc_${uid}`]);
      await until("the next ticket, through the same mount", async () => {
        const now = document<PlatformStatus>(await platform.adp(["platform", "status", "--json"]));
        return (now.ticket.usableUntil ?? 0) > (revived.ticket.usableUntil ?? 0);
      });

      const stop = await platform.adp(["platform", "stop", "--json"]);
      expect(document(stop)).toEqual({ stopped: true, warehouse: false, mocks: false });
      expect(processesOf(join(platform.clone, ".adp/run/platform"))).toEqual([]);
    } finally {
      await platform.close();
      removeFolder(`/tmp/krb5cc_${uid}`);
    }
  });

  test.each([
    ["with nocopy", "ro,nocopy"],
    ["without nocopy, as another user", "rw"],
  ])("a container that mounts the volume first, %s, does not keep it", async (_, mode) => {
    engine.docker("volume", "rm", "--force", volume);
    engine.docker("volume", "create", volume);
    const early = engine.docker(
      "run",
      "--detach",
      "--network=none",
      `--volume=${volume}:/home:${mode}`,
      images.datakit,
    );
    if (mode === "rw") engine.docker("exec", "--user=0", early, "chown", "50000:50000", "/home");
    const { platform, cache } = await person(1000, (who) => join(who.folder("cc"), "krb5cc"));
    try {
      const start = await platform.adp(["platform", "start", "--json"], { KRB5CCNAME: cache });
      expect(start.code, start.stderr).toBe(0);
      expect(document<PlatformStatus>(start)).toMatchObject({
        sharing: true,
        volume: { folder: "0:0:2770" },
      });
      expect(seen("klist")).toContain(`Default principal: alice@${kdc.realm}`);
      await platform.adp(["platform", "stop"]);
      expect(engine.docker("ps", "--quiet", "--no-trunc")).toBe(early);
    } finally {
      await platform.close();
      engine.docker("rm", "--force", early);
    }
  });
});
