import { Exit } from "@airflow-data-platform/cli-kit";
import { Principal, serializeCcache } from "@airflow-data-platform/krb5";
import { cacheOf, configEntry } from "@airflow-data-platform/krb5/test/build.ts";
import { fixture, fixtureNames } from "@airflow-data-platform/krb5/test/fixtures.ts";
import { describe, expect, it } from "vitest";
import { cacheBytes, now, realm } from "../test/tickets.ts";
import { problemOf } from "./errors.ts";
import { usableTicket, usableUntil } from "./ticket.ts";

function refusal(bytes: Uint8Array, options: Partial<Parameters<typeof usableTicket>[1]> = {}) {
  try {
    usableTicket(bytes, { now: Date.now(), ...options });
  } catch (error) {
    return problemOf(error);
  }
  throw new Error("it was accepted");
}

describe("usableTicket", () => {
  it("takes a ticket that a login would accept", () => {
    const ticket = usableTicket(cacheBytes({ lifeSeconds: 600 }), { now: Date.now() });
    expect(String(ticket.client)).toBe(`alice@${realm}`);
    expect(usableUntil(ticket)).toBeGreaterThan(Date.now());
  });

  it("counts by the KDC's clock, and tells the end by this machine's", () => {
    const start = now();
    const bytes = cacheBytes({ start, lifeSeconds: 1000, offsetSeconds: 600 });
    expect(usableUntil(usableTicket(bytes, { now: start * 1000 }))).toBe((start + 400) * 1000);
    expect(refusal(bytes, { now: (start + 401) * 1000 }).code).toBe("TKT-TICKET-EXPIRED");
  });

  it.each([
    ["expired", cacheBytes({ start: now() - 100, lifeSeconds: 50 }), "TKT-TICKET-EXPIRED", Exit.credential],
    ["ten minutes ahead", cacheBytes({ start: now() + 600 }), "TKT-TICKET-NOT-YET-VALID", Exit.credential],
    ["without any ticket", serializeCcache(cacheOf([])), "TKT-TICKET-EMPTY", Exit.noInput],
    [
      "with nothing but settings",
      serializeCcache(cacheOf([configEntry(Principal.of(realm, ["alice"]), "fast_avail", "yes")])),
      "TKT-TICKET-EMPTY",
      Exit.noInput,
    ],
    ["with a service ticket alone", fixture("mit-service-only"), "TKT-TICKET-NO-TGT", Exit.noInput],
    ["of another realm only", fixture("mit-cross-realm-only"), "TKT-TICKET-CROSS-REALM-ONLY", Exit.noInput],
    ["post-dated", fixture("mit-postdated"), "TKT-TICKET-INVALID", Exit.credential],
    ["empty file", new Uint8Array(0), "KRB5-CCACHE-EMPTY", Exit.data],
    ["junk", new TextEncoder().encode("a note to myself\n"), "KRB5-CCACHE-NOT-A-CCACHE", Exit.data],
    ["cut", cacheBytes().subarray(0, -7), "KRB5-CCACHE-TRUNCATED", Exit.data],
  ])("refuses a cache %s", (_, bytes, code, exit) => {
    const problem = refusal(bytes);
    expect(problem).toMatchObject({ code, exit });
    expect(problem.next.length).toBeGreaterThan(0);
  });

  it.each(fixtureNames)("says why %s, at the end of the century, is of no use", (name) => {
    expect(refusal(fixture(name), { now: Date.UTC(2100) }).code).toMatch(/^TKT-TICKET-/);
  });

  it("refuses what ends too soon, and another principal's ticket", () => {
    expect(refusal(cacheBytes({ lifeSeconds: 100 }), { minimumSeconds: 200 }).code).toBe(
      "TKT-TICKET-ENDING-SOON",
    );
    const pinned = Principal.of(realm, ["bob"]);
    expect(refusal(cacheBytes(), { pinned })).toMatchObject({
      code: "TKT-PRINCIPAL",
      exit: Exit.otherPrincipal,
    });
  });
});
