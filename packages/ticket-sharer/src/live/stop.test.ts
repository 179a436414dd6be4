import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, skipUnlessRoot } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import type { SharerProcess } from "../../test/sharer-process.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const sharer = useSharer();
const waiting = ["--once", "--wait-seconds", "60"];

/** Longer than any machine needs, and shorter than what it would wait for without being told to stop. */
const atOnceMs = 10_000;

/** Milliseconds from now to its end. */
async function untilEnd(running: SharerProcess): Promise<number> {
  const asked = performance.now();
  await running.ended;
  return performance.now() - asked;
}

describe("told to stop as soon as it is started", () => {
  it.each([
    ["the daemon", []],
    ["--once", waiting],
  ])("%s ends at once, whatever it was at, and leaves nothing half done", async (_, args) => {
    for (const wait of [0, 60, 120, 180]) {
      const place = newPlace();
      const bytes = cacheBytes();
      if (args.length === 0) put(place.source, bytes);
      const running = sharer.start({ env: at(place), args });
      await new Promise((resolve) => setTimeout(resolve, wait));
      process.kill(running.pid, "SIGTERM");
      expect(await untilEnd(running)).toBeLessThan(atOnceMs);
      const { code, signal } = await running.ended;
      // Before Node listens, the signal itself ends it.
      expect(signal ?? code).toBeOneOf(["SIGTERM", args.length === 0 ? Exit.ok : Exit.noInput]);
      if (existsSync(place.copy)) expect(readFileSync(place.copy).equals(bytes)).toBe(true);
      expect(readdirSync(place.cacheDir).filter((name) => /[0-9a-f]{12}$|lock/.test(name))).toEqual([]);
    }
  });
});

const skip = skipUnlessRoot("unshare");

describe.skipIf(skip !== undefined)(`as process 1, as in a container${skip ? ` (${skip})` : ""}`, () => {
  const within = (argv: readonly string[]) => ["unshare", "--pid", "--fork", "--kill-child", ...argv];

  /** The program in its namespace, as this one sees it; undefined while it is not Node yet. */
  const inside = ({ pid }: SharerProcess): number | undefined => {
    try {
      const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));
      return child > 0 && readlinkSync(`/proc/${child}/exe`) === realpathSync(process.execPath)
        ? child
        : undefined;
    } catch {
      return undefined;
    }
  };

  /** Whether Node has put its own handler of SIGTERM in place: the first thing that it does. */
  const catches = (pid: number | undefined): boolean => {
    if (pid === undefined) return false;
    const mask = /^SigCgt:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return (BigInt(`0x${mask}`) & (1n << 14n)) !== 0n;
  };

  it.each([
    ["the daemon", [], Exit.ok, "started"],
    ["--once", waiting, Exit.noInput, "source"],
  ] as const)("%s ends at once, later and while Node is still starting", async (_, args, code, says) => {
    const later = sharer.start({ env: at(newPlace()), args, within });
    await later.until("it is at work", () => later.said(says) !== undefined);
    const early = sharer.start({ env: at(newPlace()), args, within });
    await early.until("Node stands", () => catches(inside(early)));
    for (const running of [early, later]) {
      process.kill(inside(running) ?? Number.NaN, "SIGTERM");
      expect(await untilEnd(running)).toBeLessThan(atOnceMs);
      expect(await running.ended, running.output).toMatchObject({ code });
    }
  });
});
