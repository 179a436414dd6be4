import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MitKdc, run, skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { at, skipUnlessFaketime, withClock } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { endOf, statusOf } from "../../test/shared-copy.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const skip = skipReason("client", "mitKdc") ?? skipUnlessFaketime();
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`with a clock that is 10 minutes off${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start({});
  });
  afterAll(() => kdc?.stop());

  it("this machine's is behind, as WSL's after sleep, with a ticket of a clock that was right: told, with what to do", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`);
    const running = sharer.start({
      env: { ...kdc.env, ...at(place) },
      args: ["--once"],
      within: withClock("-10m"),
    });
    expect((await running.ended).code, running.output).toBe(Exit.credential);
    expect(running.said("source")).toMatchObject({ code: "TKT-TICKET-NOT-YET-VALID" });
    expect(String(running.said("source")?.next)).toContain("hwclock -s");
  });

  it.each([
    ["-10m", 600, "behind"],
    ["+10m", -600, "ahead of"],
  ])(
    "kinit under the same wrong clock (%s): the offset that it noted counts, and is told",
    async (shift, offset, word) => {
      const place = newPlace();
      const wrong = withClock(shift);
      await run(
        wrong(["kinit", "-c", `FILE:${place.source}`, "-l", "30m", "-r", "1h", "alice"]) as [
          string,
          ...string[],
        ],
        {
          env: kdc.env,
          input: "alicepw\n",
        },
      );
      const running = sharer.start({ env: { ...kdc.env, ...at(place) }, within: wrong });
      await running.until("the ticket", () => running.said("clock") !== undefined);
      const told = running.said("clock");
      expect(told?.message).toMatch(new RegExp(`clock is \\d+ s ${word} the KDC's`));
      await running.until("the status tells", () => statusOf(place)?.usable === true);
      const status = statusOf(place);
      expect(Math.abs((status?.clockOffsetSeconds ?? 0) - offset)).toBeLessThan(5);
      // By this machine's clock, and by the KDC's, it is as long until the end.
      const localNow = Date.now() / 1000 - offset;
      const left = endOf(place.copy) - Date.now() / 1000;
      expect(Math.abs((status?.usableUntil ?? 0) - localNow - left)).toBeLessThan(5);
    },
  );

  it("this machine's is ahead, with a ticket of a clock that was right: the KDC refuses, and it is told", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`);
    const env = { ...kdc.env, ...at(place, { TICKET_SPNS: `kadmin/admin` }) };
    const running = sharer.start({ env, within: withClock("+10m") });
    await running.until("it is told", () => running.said("service-tickets") !== undefined);
    expect(running.said("service-tickets")).toMatchObject({ code: "TKT-CLOCK-SKEW" });
    expect(existsSync(place.copy)).toBe(true);
  });

  it("renews under a wrong clock", async () => {
    const place = newPlace();
    const wrong = withClock("-10m");
    // It lives five minutes by the KDC's clock. By the sharer's, which is wrong, too, more than half of them are over.
    await run(
      wrong(["kinit", "-c", `FILE:${place.source}`, "-l", "15m", "-r", "1h", "alice"]) as [
        string,
        ...string[],
      ],
      {
        env: kdc.env,
        input: "alicepw\n",
      },
    );
    const running = sharer.start({
      env: { ...kdc.env, ...at(place, { TICKET_RENEW: "true" }) },
      within: withClock("-430s"),
    });
    await running.until("it is renewed", () => running.said("published")?.origin === "renewal");
  });
});
