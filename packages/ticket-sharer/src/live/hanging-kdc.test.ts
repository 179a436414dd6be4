import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { krb5Conf, MitKdc, skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { at, skipUnlessFaketime, withClock } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const skip = skipReason("client", "mitKdc") ?? skipUnlessFaketime();
const sharer = useSharer();

/** Takes every connection and never answers, as a KDC behind a firewall that swallows packets. */
class SilentKdc {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
    });
  }
  listen(): Promise<number> {
    return new Promise((resolve) =>
      this.#server.listen(0, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
  }
  get asked(): boolean {
    return this.#sockets.size > 0;
  }
  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

describe.skipIf(skip !== undefined)(`a KDC that does not answer${skip ? ` (${skip})` : ""}`, () => {
  const silent = new SilentKdc();
  let port = 0;
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start();
    port = await silent.listen();
  });
  afterAll(async () => {
    silent.stop();
    await kdc?.stop();
  });

  /** A sharer in the middle of a renewal, with a temporary folder of its own. */
  const renewing = async (place: Place) => {
    const config = join(place.root, "krb5.conf");
    writeFileSync(config, krb5Conf({ realm: kdc.realm, kdc: `127.0.0.1:${port}` }));
    const temporary = join(place.root, "tmp");
    mkdirSync(temporary, { recursive: true });
    // By the sharer's clock more than half of its life is over.
    await kdc.kinit(`FILE:${place.source}`, { args: ["-l", "5m", "-r", "1h"] });
    const env = { ...at(place, { TICKET_RENEW: "true" }), KRB5_CONFIG: config, TMPDIR: temporary };
    const running = sharer.start({ env, within: withClock("+170s") });
    const asks = () => own(temporary, running.pid).length > 0 && silent.asked;
    await running.until("it asks", () => asks() && kinits(temporary).length > 0);
    return { running, temporary };
  };

  const own = (temporary: string, pid: number) =>
    readdirSync(temporary).filter((name) => name.startsWith(`ticket-sharer-${pid}-`));

  /** The kinits of a sharer, by the temporary folder that is its alone: others renew on this machine, too. */
  const kinits = (temporary: string) =>
    readdirSync("/proc").filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`kinit\0-R\0`) &&
          readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${temporary}\0`)
        );
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });

  it("keeps nothing else waiting, and SIGTERM ends it and its kinit at once", async () => {
    const place = newPlace();
    const { running, temporary } = await renewing(place);
    const later = cacheBytes({ lifeSeconds: 50_000 });
    put(place.source, later);
    await running.until("a new ticket", () => readFileSync(place.copy).equals(later));
    const asked = Date.now();
    expect(await running.stop()).toBe(Exit.ok);
    expect(readdirSync(temporary)).toEqual([]);
    await running.until("its kinit is gone", () => kinits(temporary).length === 0);
    // Left alone, kinit would wait for an answer for 25 seconds.
    expect(Date.now() - asked).toBeLessThan(10_000);
  });

  it("kill -9 leaves a private copy of mode 0700, which the next one removes", async () => {
    const place = newPlace();
    const { running, temporary } = await renewing(place);
    const [left = ""] = readdirSync(temporary);
    expect(left).toMatch(/^ticket-sharer-\d+-/);
    await running.stop("SIGKILL");
    expect(existsSync(join(temporary, left))).toBe(true);
    const { running: next } = await renewing(place);
    expect(existsSync(join(temporary, left))).toBe(false);
    expect(await next.stop()).toBe(Exit.ok);
  });
});
