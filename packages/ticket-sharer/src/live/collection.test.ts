import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const sharer = useSharer();

/** A DIR collection of alice and bob, of whom bob is the current one; `shared` is what becomes of it. */
function newCollection(more: Readonly<Record<string, string>>, bobsLife = 36_000) {
  const place = newPlace();
  const source = join(place.folder, "collection");
  mkdirSync(source);
  put(join(source, "tktalice"), cacheBytes());
  put(join(source, "tktbob"), cacheBytes({ user: "bob", lifeSeconds: bobsLife }));
  writeFileSync(join(source, "primary"), "tktbob\n");
  const env = at(place, { TICKET_SOURCE: `DIR:${source}`, TICKET_COLLECTION: "true", ...more });
  return { place, source, env, shared: join(place.cacheDir, "collection") };
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

const all = ["primary", "tktalice", "tktbob"];

describe("a collection", () => {
  it("of a pinned principal holds no other's ticket, not even one that was shared before", async () => {
    const { env, shared } = newCollection({});
    const before = sharer.start({ env });
    await before.until("both", () => namesIn(shared).join() === all.join());
    expect(readFileSync(join(shared, "primary"), "utf8")).toBe("tktbob\n");
    await before.stop();
    const running = sharer.start({ env: { ...env, TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" } });
    await running.until("alice's alone", () => namesIn(shared).join() === "primary,tktalice");
    await running.until("hers is the current one", () => primary(shared) === "tktalice\n");
    expect(running.said("collection tktbob")).toMatchObject({ level: "info", code: "TKT-PRINCIPAL" });
  });

  it.each(["true", "false"])(
    "is removed as a whole, also what a killed sharer published (TICKET_COLLECTION=%s)",
    async (setting) => {
      const { env, shared, source, place } = newCollection({ TICKET_ON_STOP: "remove" });
      const killed = sharer.start({ env });
      await killed.until("both", () => namesIn(shared).join() === all.join());
      await killed.stop("SIGKILL");
      writeFileSync(join(shared, ".tktbob.0123456789ab"), "half of a write");
      rmSync(join(source, "tktbob"));
      const running = sharer.start({ env: { ...env, TICKET_COLLECTION: setting } });
      await running.until("it is at work", () => running.said("started") !== undefined);
      expect(namesIn(shared)).toEqual(expect.arrayContaining(all));
      expect(await running.stop()).toBe(Exit.ok);
      expect(namesIn(shared)).toEqual([]);
      expect(existsSync(place.copy)).toBe(false);
    },
  );

  it("keeps what is gone from the source until it ends, and no longer", async () => {
    const { env, shared, source } = newCollection({ TICKET_POLL_SECONDS: "1" }, 15);
    const running = sharer.start({ env });
    await running.until("both", () => namesIn(shared).join() === all.join());
    for (const name of ["tktalice", "tktbob"]) rmSync(join(source, name));
    await running.until("it is told", () => running.said("source")?.code === "TKT-SOURCE-MISSING");
    expect(namesIn(shared)).toEqual(all);
    await running.until("bob's has ended", () => namesIn(shared).join() === "primary,tktalice");
  });
});

function primary(folder: string): string {
  return readFileSync(join(folder, "primary"), "utf8");
}
