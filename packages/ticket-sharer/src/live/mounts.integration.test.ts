import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Exit, errnoOf } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { at, inMountNamespace, skipUnlessRoot } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { statusOf } from "../../test/shared-copy.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import type { Status } from "../status/status.ts";

const sharer = useSharer();
const skip = skipUnlessRoot("unshare", "nsenter", "mount");

/** A path as a process in another mount namespace sees it. */
function inside(pid: number, path: string): string {
  return `/proc/${pid}/root${path}`;
}

/** Empty for what is not a file. */
function read(path: string): Buffer {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : Buffer.alloc(0);
}

/** Whether it could be removed: not while a sharer writes there, and rmSync's own retries do not look again. */
function removed(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (errnoOf(error) !== "ENOTEMPTY") throw error;
    return false;
  }
}

/** Whether it could be done: false where the system says that a mount is in use. */
function unlessBusy(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (!String((error as { stderr?: Buffer }).stderr).includes("target is busy")) throw error;
    return false;
  }
}

describe.skipIf(skip !== undefined)(`mounts${skip ? ` (${skip})` : ""}`, () => {
  const enter = (pid: number, script: string) =>
    execFileSync("nsenter", ["--target", String(pid), "--mount", "sh", "-ec", script], { stdio: "pipe" });

  it("disk full while publishing: the old copy stays whole, and the new one comes when there is room", async () => {
    const place = newPlace();
    const first = cacheBytes({ lifeSeconds: 7200, ticketBytes: 9000 });
    put(place.source, first);
    const running = sharer.start({
      env: at(place),
      within: inMountNamespace(`mount -t tmpfs -o size=64k,mode=2770 tmpfs '${place.cacheDir}'`),
    });
    const copy = inside(running.pid, place.copy);
    await running.until("the first ticket", () => read(copy).equals(first));
    // Until nothing goes in any more; dd fails, which is what is wanted.
    enter(running.pid, `dd if=/dev/zero of='${place.cacheDir}/filler' bs=1k 2>/dev/null || true`);
    const second = cacheBytes({ lifeSeconds: 9000, ticketBytes: 9000 });
    put(place.source, second);
    await running.until("it is reported", () => running.said("publish")?.code === "TKT-PUBLISH-FULL");
    expect(read(copy)).toEqual(Buffer.from(first));
    // But for the moment of another try, which comes after a second.
    const names = () => readdirSync(inside(running.pid, place.cacheDir));
    await running.until("no part is left", () => !names().some((name) => name.startsWith(".krb5cc.")));
    enter(running.pid, `rm '${place.cacheDir}/filler'`);
    await running.until("the second ticket", () => read(copy).equals(second));
    await running.until("it is over", () => running.said("publish-recovered") !== undefined);
  });

  it("the volume is mounted again, empty: the ticket is put there", async () => {
    const place = newPlace();
    const bytes = cacheBytes();
    put(place.source, bytes);
    const mount = `mount -t tmpfs -o mode=2770 tmpfs '${place.cacheDir}'`;
    const running = sharer.start({ env: at(place), within: inMountNamespace(mount) });
    const copy = inside(running.pid, place.copy);
    await running.until("the ticket", () => read(copy).equals(bytes));
    // Not while the sharer has a file open there, which it has for moments only.
    await running.until("it is mounted again", () =>
      unlessBusy(() => enter(running.pid, `umount '${place.cacheDir}' && ${mount}`)),
    );
    await running.until("the ticket, again", () => read(copy).equals(bytes));
  });

  it("the source's folder behind a mount is created again on the host: it waits, then exits with 75; the good copy stays", async () => {
    const place = newPlace();
    const mounted = join(place.root, "mounted");
    mkdirSync(mounted);
    put(place.source, cacheBytes());
    const running = sharer.start({
      env: at(place, {
        TICKET_SOURCE: join(mounted, "krb5cc"),
        TICKET_ON_STOP: "remove",
        TICKET_POLL_SECONDS: "5",
      }),
      within: inMountNamespace(`mount --bind '${place.folder}' '${mounted}'`),
    });
    await running.until("the ticket", () => existsSync(place.copy));
    const removed = Date.now();
    rmSync(place.folder, { recursive: true });
    mkdirSync(place.folder);
    let told: Status | undefined;
    await running.until("the status says so", () => {
      told = statusOf(place);
      return told?.source.problem?.code === "TKT-SOURCE-STALE";
    });
    expect(told).toMatchObject({ state: "shared", usable: true });
    expect((await running.ended).code).toBe(Exit.restart);
    expect(Date.now() - removed).toBeGreaterThan(4900);
    expect(running.said("fatal")?.code).toBe("TKT-SOURCE-STALE");
    expect(existsSync(place.copy)).toBe(true);
    expect(statusOf(place)).toMatchObject({ state: "stopped", usable: true });
  });

  it("the copy's folder behind a mount is removed: it exits with 75", async () => {
    const place = newPlace();
    const mounted = join(place.root, "mounted");
    mkdirSync(mounted);
    put(place.source, cacheBytes());
    const running = sharer.start({
      env: at(place, { TICKET_CACHE_DIR: mounted, TICKET_ON_STOP: "remove" }),
      within: inMountNamespace(`mount --bind '${place.cacheDir}' '${mounted}'`),
    });
    await running.until("the ticket", () => existsSync(place.copy));
    await running.until("the folder is gone", () => removed(place.cacheDir));
    expect((await running.ended).code).toBe(Exit.restart);
    expect(running.said("fatal")?.code).toBe("TKT-CACHE-STALE");
  });

  it("no watch is to be had: changes come by looking", async () => {
    const place = newPlace();
    put(place.source, cacheBytes());
    const none = "echo 0 > /proc/sys/user/max_inotify_instances";
    const running = sharer.start({
      env: at(place),
      within: (argv) => [
        "unshare",
        "--user",
        "--map-root-user",
        "sh",
        "-ec",
        `${none}\nexec "$@"`,
        "sh",
        ...argv,
      ],
    });
    await running.until("the ticket", () => existsSync(place.copy));
    const later = cacheBytes({ lifeSeconds: 50_000 });
    put(place.source, later);
    await running.until("the later ticket", () => read(place.copy).equals(later));
  });

  it("a mount that announces nothing: changes come by looking", async () => {
    const place = newPlace();
    const [mounted, upper, work] = ["mounted", "upper", "work"].map((name) => join(place.root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [mounted, upper, work]) mkdirSync(folder);
    put(place.source, cacheBytes());
    // What changes below an overlay is not announced above it: as on a Windows drive or a network mount.
    const overlay = `mount -t tmpfs tmpfs '${upper}' && mkdir '${upper}/u' '${upper}/w' && mount -t overlay -o 'lowerdir=${place.folder},upperdir=${upper}/u,workdir=${upper}/w' overlay '${mounted}'`;
    const running = sharer.start({
      env: at(place, { TICKET_SOURCE: join(mounted, "krb5cc") }),
      within: inMountNamespace(overlay),
    });
    await running.until("the ticket", () => existsSync(place.copy));
    await sleep(1500);
    const later = cacheBytes({ lifeSeconds: 50_000 });
    writeFileSync(place.source, later);
    await running.until("the later ticket", () => read(place.copy).equals(later));
  });
});

const noRoot = skipUnlessRoot("setpriv");

describe("a source that is no ordinary file", () => {
  const odd: [string, string, number, (place: Place) => (() => void) | undefined][] = [
    ["a FIFO", "TKT-SOURCE-KIND", Exit.data, ({ source }) => void execFileSync("mkfifo", [source])],
    [
      "a socket",
      "TKT-SOURCE-KIND",
      Exit.data,
      ({ source }) => {
        const server = createServer().listen(source);
        return () => server.close();
      },
    ],
    [
      "a file of 1 GB",
      "TKT-SOURCE-TOO-BIG",
      Exit.data,
      ({ source }) => {
        writeFileSync(source, "");
        truncateSync(source, 1024 ** 3);
        return undefined;
      },
    ],
    [
      "a loop of symbolic links",
      "TKT-SOURCE-LOOP",
      Exit.data,
      ({ source }) => void symlinkSync("krb5cc", source),
    ],
  ];

  it.each(odd)(
    "%s is reported, waited out, and has its exit code with --once",
    async (_, code, exit, make) => {
      const place = newPlace();
      const end = make(place);
      try {
        const once = sharer.start({ env: at(place), args: ["--once"] });
        expect((await once.ended).code).toBe(exit);
        const running = sharer.start({ env: at(place) });
        await running.until("it is reported", () => running.said("source")?.code === code);
        end?.();
        rmSync(place.source, { force: true });
        put(place.source, cacheBytes());
        await running.until("the ticket", () => running.said("published") !== undefined);
        await running.until("it is over", () => running.said("source-recovered") !== undefined);
      } finally {
        end?.();
      }
    },
  );
});

describe.skipIf(noRoot !== undefined)(`as the user of a container${noRoot ? ` (${noRoot})` : ""}`, () => {
  const as = (uid: number) => (argv: readonly string[]) => [
    "setpriv",
    `--reuid=${uid}`,
    "--regid=0",
    "--clear-groups",
    "--no-new-privs",
    "--bounding-set=-all",
    "--inh-caps=-all",
    ...argv,
  ];
  const open = (place: Place) => {
    chmodSync(place.root, 0o755);
    chmodSync(sharer.path(), 0o644);
    chmodSync(join(sharer.path(), ".."), 0o755);
    chmodSync(place.cacheDir, 0o2770);
  };

  it.each([501, 1000, 1234567890])("uid %i reads a ticket that belongs to it, mode 0600", async (uid) => {
    const place = newPlace();
    open(place);
    put(place.source, cacheBytes());
    chownSync(place.source, uid, uid);
    const running = sharer.start({ env: at(place), args: ["--once"], within: as(uid) });
    expect(await running.ended, running.output).toMatchObject({ code: Exit.ok });
    const facts = execFileSync("stat", ["-c", "%u:%g:%a", place.copy], { encoding: "utf8" }).trim();
    expect(facts).toBe(`${uid}:0:640`);
  });

  it("another user's ticket, and a folder that may not be entered, are reported with whose they are", async () => {
    const place = newPlace();
    open(place);
    put(place.source, cacheBytes());
    chownSync(place.source, 1001, 1001);
    const other = sharer.start({ env: at(place), args: ["--once"], within: as(1000) });
    expect((await other.ended).code).toBe(Exit.denied);
    expect(other.said("source")).toMatchObject({
      code: "TKT-SOURCE-DENIED",
      message: expect.stringContaining("it belongs to uid 1001, mode 0600"),
    });
    chmodSync(place.folder, 0o700);
    const closed = sharer.start({ env: at(place), args: ["--once"], within: as(1000) });
    expect((await closed.ended).code).toBe(Exit.denied);
    expect(closed.said("source")?.message).toContain("a folder above it is closed");
    const collection = join(place.root, "closed");
    mkdirSync(collection, { mode: 0o700 });
    const dir = sharer.start({
      env: at(place, { TICKET_SOURCE: `DIR:${collection}` }),
      args: ["--once"],
      within: as(1000),
    });
    expect((await dir.ended).code, dir.output).toBe(Exit.denied);
  });

  /** What another local user does, or a container that mounts the volume for writing: its group is 0. */
  const by = (uid: number, gid: number, script: string) =>
    execFileSync("setpriv", [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "sh", "-ec", script]);

  /** A sharer of uid 1000's ticket, which is in a folder where anybody may put files, as in /tmp. */
  const inTmp = async (bytes: Uint8Array) => {
    const place = newPlace();
    open(place);
    chmodSync(place.folder, 0o1777);
    put(place.source, bytes);
    chownSync(place.source, 1000, 1000);
    const running = sharer.start({ env: at(place), within: as(1000) });
    await running.until("the ticket", () => read(place.copy).equals(bytes));
    return { place, running };
  };

  it("another user's ticket that takes the name of one that is gone is not published", async () => {
    const bytes = cacheBytes();
    const { place, running } = await inTmp(bytes);
    const forged = join(place.folder, "forged");
    writeFileSync(forged, cacheBytes({ user: "mallory", lifeSeconds: 80_000 }), { mode: 0o644 });
    rmSync(place.source);
    by(1001, 1001, `cp '${forged}' '${place.source}'`);
    await running.until("a refusal", () => running.said("source")?.code === "TKT-SOURCE-OWNER");
    expect(read(place.copy)).toEqual(Buffer.from(bytes));
  });

  it("another user's link to a cache of this user is not followed", async () => {
    const bytes = cacheBytes();
    const { place, running } = await inTmp(bytes);
    const other = join(place.folder, "other");
    writeFileSync(other, cacheBytes({ lifeSeconds: 80_000 }), { mode: 0o600 });
    chownSync(other, 1000, 1000);
    rmSync(place.source);
    by(1001, 1001, `ln -s '${other}' '${place.source}'`);
    // The system may refuse to follow it, too: fs.protected_symlinks.
    await running.until("a refusal", () =>
      ["TKT-SOURCE-OWNER", "TKT-SOURCE-DENIED"].includes(running.said("source")?.code ?? ""),
    );
    expect(read(place.copy)).toEqual(Buffer.from(bytes));
  });

  it("a copy that a container wrote is replaced, and removed where there is no ticket to replace it", async () => {
    const bytes = cacheBytes();
    const { place, running } = await inTmp(bytes);
    const forged = join(place.root, "forged");
    writeFileSync(forged, cacheBytes({ lifeSeconds: 300_000_000 }), { mode: 0o644 });
    // By one step: what is missing for a moment, the sharer may put back in between.
    const forge = () =>
      by(50000, 0, `cp '${forged}' '${place.copy}.new'; mv -f '${place.copy}.new' '${place.copy}'`);
    forge();
    await running.until("it is put back", () => read(place.copy).equals(bytes));
    await running.stop();
    forge();
    rmSync(place.source);
    const restarted = sharer.start({ env: at(place), within: as(1000) });
    await restarted.until("it is removed", () => restarted.said("removed")?.code === "TKT-COPY-OWNER");
    expect(existsSync(place.copy)).toBe(false);
    const later = cacheBytes({ lifeSeconds: 7200 });
    put(place.source, later);
    chownSync(place.source, 1000, 1000);
    await restarted.until("the next ticket", () => read(place.copy).equals(later));
  });

  it("folders and locks that a container makes stop nothing", async () => {
    const { place, running } = await inTmp(cacheBytes());
    const names = ["krb5cc", ".lock", "status.json", "healthy", "ticket.prom"];
    const paths = names.map((name) => `'${join(place.cacheDir, name)}'`);
    // Until the folder stands: the sharer may be faster with its own.
    by(
      50000,
      0,
      `for path in ${paths.join(" ")}; do until mkdir -p "$path/x" 2>/dev/null; do rm -rf "$path"; done; done`,
    );
    const later = cacheBytes({ lifeSeconds: 50_000 });
    put(place.source, later);
    chownSync(place.source, 1000, 1000);
    await running.until("the later ticket", () => read(place.copy).equals(later));
    await running.until("the status", () => read(join(place.cacheDir, "healthy")).length > 0);
    // A lock that is always young.
    const hold = () => {
      try {
        by(50000, 0, `touch '${join(place.cacheDir, ".lock")}'`);
      } catch {
        // The sharer's own stood there.
      }
    };
    hold();
    const held = setInterval(hold, 20);
    try {
      const last = cacheBytes({ lifeSeconds: 60_000 });
      put(place.source, last);
      chownSync(place.source, 1000, 1000);
      await running.until("the last ticket", () => read(place.copy).equals(last));
    } finally {
      clearInterval(held);
    }
  });

  it("a folder for the copy that may not be written is reported", async () => {
    const place = newPlace();
    open(place);
    chmodSync(place.cacheDir, 0o755);
    put(place.source, cacheBytes());
    const running = sharer.start({ env: at(place), within: as(1000) });
    expect((await running.ended).code).toBe(Exit.cannotPublish);
    expect(running.output).toContain("TKT-PUBLISH-DENIED");
  });
});

const noSetpriv = skipUnlessRoot("setpriv");

describe.skipIf(noSetpriv !== undefined)(
  `the folder of the private copies${noSetpriv ? ` (${noSetpriv})` : ""}`,
  () => {
    it("that may not be listed is reported, and no bug", async () => {
      const place = newPlace(tmpdir());
      const temporary = join(place.root, "tmp");
      mkdirSync(temporary);
      chmodSync(temporary, 0o733);
      put(place.source, cacheBytes());
      for (const path of [place.root, place.folder, place.source, place.cacheDir])
        chownSync(path, 1234, 1234);
      const running = sharer.start({
        env: at(place, { TICKET_RENEW: "true", TMPDIR: temporary }),
        args: ["--once"],
        // The program itself is in a folder of root's.
        within: ([node = "", script = "", ...args]) => [
          "sh",
          "-c",
          'exec setpriv --reuid 1234 --regid 1234 --clear-groups "$@" < "$0"',
          script,
          node,
          "--input-type=module",
          "-",
          ...args,
        ],
      });
      expect((await running.ended).code, running.output).toBe(Exit.cannotPublish);
      expect(running.output).toContain('"code":"TKT-TEMPORARY"');
      expect(running.output).toContain("set TMPDIR");
    });
  },
);
