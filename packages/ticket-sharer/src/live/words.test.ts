import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { useSharer } from "../../test/use-sharer.ts";

const sharer = useSharer();

describe("what it says", () => {
  it("to people: where it listens, also on a port that it was given", async () => {
    const env = at(newPlace(), { TICKET_LOG: "human", TICKET_METRICS_PORT: "0" });
    const running = sharer.start({ env });
    const listening = /Listening on (127\.0\.0\.1:\d+)\./;
    await running.until("where", () => listening.test(running.output));
    const [, where] = listening.exec(running.output) ?? [];
    expect((await fetch(`http://${where}/livez`)).status).toBe(200);
  });

  it("to type: a path with a space is one word", async () => {
    const place = newPlace();
    const folder = join(place.root, "my tickets");
    const loop = join(folder, "krb5cc");
    mkdirSync(folder);
    symlinkSync("krb5cc", loop);
    const running = sharer.start({ env: at(place, { TICKET_SOURCE: loop }), args: ["--once"] });
    await running.ended;
    expect(running.said("source")?.next).toContain(`ls -l '${loop}'`);
  });
});
