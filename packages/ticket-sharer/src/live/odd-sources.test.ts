import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at, skipUnlessRoot } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const sharer = useSharer();
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

  it.each(odd)("%s is told, waited out, and has its exit code with --once", async (_, code, exit, make) => {
    const place = newPlace();
    const end = make(place);
    try {
      const once = sharer.start({ env: at(place), args: ["--once"] });
      expect((await once.ended).code).toBe(exit);
      const running = sharer.start({ env: at(place) });
      await running.until("it is told", () => running.said("source")?.code === code);
      end?.();
      rmSync(place.source, { force: true });
      put(place.source, cacheBytes());
      await running.until("the ticket", () => running.said("published") !== undefined);
      await running.until("it is over", () => running.said("source-recovered") !== undefined);
    } finally {
      end?.();
    }
  });
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

  it("another user's ticket, and a folder that may not be entered, are told with whose they are", async () => {
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

  it("a folder for the copy that may not be written is told", async () => {
    const place = newPlace();
    open(place);
    chmodSync(place.cacheDir, 0o755);
    put(place.source, cacheBytes());
    const running = sharer.start({ env: at(place), within: as(1000) });
    expect((await running.ended).code).toBe(Exit.cannotPublish);
    expect(running.output).toContain("TKT-PUBLISH-DENIED");
  });
});
