import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { at, inMountNamespace, skipUnlessRoot } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { statusOf } from "../../test/shared-copy.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const sharer = useSharer();
const skip = skipUnlessRoot("unshare", "nsenter", "mount");

/** A path as a process in another mount namespace sees it. */
function inside(pid: number, path: string): string {
  return `/proc/${pid}/root${path}`;
}

function read(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

/** Whether it could be removed: not while a sharer writes there, and rmSync's own retries do not look again. */
function removed(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
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
    await running.until("it is told", () => running.said("publish")?.code === "TKT-PUBLISH-FULL");
    expect(read(copy)).toEqual(Buffer.from(first));
    const names = readdirSync(inside(running.pid, place.cacheDir));
    expect(names.filter((name) => name.startsWith(".krb5cc."))).toEqual([]);
    enter(running.pid, `rm '${place.cacheDir}/filler'`);
    await running.until("the second ticket", () => read(copy).equals(second));
    await running.until("it is over", () => running.said("publish-recovered") !== undefined);
  });

  it("the volume is mounted anew, empty: the ticket is put there", async () => {
    const place = newPlace();
    const bytes = cacheBytes();
    put(place.source, bytes);
    const mount = `mount -t tmpfs -o mode=2770 tmpfs '${place.cacheDir}'`;
    const running = sharer.start({ env: at(place), within: inMountNamespace(mount) });
    const copy = inside(running.pid, place.copy);
    await running.until("the ticket", () => read(copy).equals(bytes));
    // Not while the sharer has a file open there, which it has for moments only.
    await running.until("it is mounted anew", () =>
      unlessBusy(() => enter(running.pid, `umount '${place.cacheDir}' && ${mount}`)),
    );
    await running.until("the ticket, again", () => read(copy).equals(bytes));
  });

  it("the source's folder behind a mount is made anew on the host: it waits, then exits with 75; the good copy stays", async () => {
    const place = newPlace();
    const mounted = join(place.root, "mounted");
    mkdirSync(mounted);
    put(place.source, cacheBytes());
    const running = sharer.start({
      env: at(place, {
        TICKET_SOURCE: join(mounted, "krb5cc"),
        TICKET_ON_STOP: "remove",
        TICKET_POLL_SECONDS: "2",
      }),
      within: inMountNamespace(`mount --bind '${place.folder}' '${mounted}'`),
    });
    await running.until("the ticket", () => existsSync(place.copy));
    rmSync(place.folder, { recursive: true });
    mkdirSync(place.folder);
    const removed = Date.now();
    await running.until(
      "the status tells",
      () => statusOf(place)?.source.problem?.code === "TKT-SOURCE-STALE",
    );
    expect(statusOf(place)).toMatchObject({ state: "shared", usable: true });
    expect((await running.ended).code).toBe(Exit.restart);
    expect(Date.now() - removed).toBeGreaterThan(1900);
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

  it("no watch is to be had: it is said once, and changes come by looking", async () => {
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
    const told = running.log.filter(({ event }) => event === "watch");
    expect(told).toMatchObject([
      { watch: "poll", message: expect.stringContaining("cannot be watched (EMFILE)") },
    ]);
  });

  it("a mount that announces nothing: the first change shows it, and it is said", async () => {
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
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const later = cacheBytes({ lifeSeconds: 50_000 });
    writeFileSync(place.source, later);
    await running.until("the later ticket", () => read(place.copy).equals(later));
    await running.until("it is said", () => running.said("watch")?.watch === "poll");
  });
});
