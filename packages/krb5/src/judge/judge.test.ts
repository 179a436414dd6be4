import { describe, expect, it } from "vitest";
import { alice, at, begin, cacheOf, configEntry, credential, hour, realm } from "../../test/build.ts";
import { fixture, fixtureByteOrder, klistOf } from "../../test/fixtures.ts";
import { command, kinit } from "../advice.ts";
import {
  type Credential,
  clockOffsetField,
  judge,
  Principal,
  parseCcache,
  SecretBytes,
  TicketFlag,
  ticketGrantingService,
  type UnusableKind,
} from "../index.ts";

const now = at(begin + hour);
const nothing = new SecretBytes(new Uint8Array(0));
const database = credential({ server: Principal.of(realm, ["postgres", "localhost"]) });

describe("a usable ticket", () => {
  it("has its times, flags and principal told", () => {
    const judgement = judge(cacheOf([database, credential()]), { now });
    expect(judgement).toMatchObject({
      usable: true,
      realm,
      client: alice,
      clockOffsetSeconds: 0,
      ticket: {
        starttime: begin,
        endtime: begin + 10 * hour,
        remainingSeconds: 9 * hour,
        renewTill: begin + 168 * hour,
        forwardable: true,
        initial: true,
      },
    });
  });

  it("begins at its authtime where it has no start time", () => {
    const cache = cacheOf([credential({ times: { starttime: 0 } })]);
    expect(judge(cache, { now })).toMatchObject({ usable: true, ticket: { starttime: begin } });
  });

  it("is the one that ends last where there are several", () => {
    const short = credential({ times: { endtime: begin + 2 * hour } });
    const over = credential({ times: { endtime: begin + 60 } });
    const judgement = judge(cacheOf([over, short, credential()]), { now });
    expect(judgement.ticket?.endtime).toBe(begin + 10 * hour);
  });

  it("cannot be renewed without the flag, nor after its time", () => {
    const plain = credential({ flags: TicketFlag.initial });
    expect(judge(cacheOf([plain]), { now }).ticket?.renewTill).toBeUndefined();
    const past = credential({ times: { renewTill: begin } });
    expect(judge(cacheOf([past]), { now }).ticket?.renewTill).toBeUndefined();
  });

  it("may look a little future: within Kerberos' clock skew", () => {
    expect(judge(cacheOf([credential()]), { now: at(begin - 299) }).usable).toBe(true);
  });

  it("is the local realm's where TGTs of other realms stand before it and end later", () => {
    const later = { endtime: begin + 20 * hour };
    const towards = credential({ server: Principal.of(realm, ["krbtgt", "OTHER.TEST"]), times: later });
    const foreign = credential({
      server: Principal.of("OTHER.TEST", ["krbtgt", "OTHER.TEST"]),
      times: later,
    });
    const back = credential({ server: Principal.of("OTHER.TEST", ["krbtgt", realm]), times: later });
    const cache = cacheOf([towards, foreign, back, credential()]);
    const judgement = judge(cache, { now });
    expect(judgement).toMatchObject({ usable: true, realm, ticket: { endtime: begin + 10 * hour } });
    expect(String(judgement.ticket?.credential.server)).toBe(`krbtgt/${realm}@${realm}`);
    // Theirs last ten hours more; what a login needs has ended.
    expect(judge(cache, { now: at(begin + 11 * hour) })).toMatchObject({ reason: { kind: "expired" } });
    expect(judge(cacheOf([towards, foreign, back]), { now })).toMatchObject({
      reason: { kind: "cross-realm-only" },
    });
  });

  it("is sought in the realm that start_realm names", () => {
    const other = credential({ server: ticketGrantingService("OTHER.TEST") });
    const foreign = { ...other, server: Principal.of("OTHER.TEST", ["krbtgt", "OTHER.TEST"]) };
    const cache = cacheOf([configEntry(alice, "start_realm", "OTHER.TEST"), foreign]);
    expect(judge(cache, { now })).toMatchObject({ usable: true, realm: "OTHER.TEST" });
    expect(judge(cache, { now, realm })).toMatchObject({ usable: false });
  });
});

describe("an unusable cache", () => {
  const cases: [UnusableKind, string, Credential[], Date?, number?][] = [
    ["empty", "holds no ticket", []],
    ["empty", "holds no ticket", [configEntry(alice, "fast_avail", "yes")]],
    ["no-tgt", "1 service ticket,", [database]],
    [
      "cross-realm-only",
      "only krbtgt/OTHER.TEST@EXAMPLE.TEST",
      [credential({ server: Principal.of(realm, ["krbtgt", "OTHER.TEST"]) })],
    ],
    ["other-client", "of bob@EXAMPLE.TEST", [credential({ client: Principal.of(realm, ["bob"]) })]],
    ["hollow", "lacks", [credential({ ticket: nothing })]],
    ["hollow", "lacks", [credential({ key: { enctype: 18, contents: nothing } })]],
    [
      "hollow",
      "lacks",
      [credential({ key: { enctype: 18, contents: new SecretBytes(new Uint8Array(32)) } })],
    ],
    ["invalid", "post-dated", [credential({ flags: TicketFlag.invalid | TicketFlag.postdated })]],
    ["expired", "2026-01-01T10:00:00Z, 2 h 0 min ago", [credential()], at(begin + 12 * hour)],
    ["expired", "0 s ago", [credential()], at(begin + 10 * hour)],
    ["expired", "5 days ago", [credential()], at(begin + 130 * hour)],
    ["not-yet-valid", "in 16 min", [credential()], at(begin - 1000)],
    ["ending-soon", "ends in 60 s; at least 5 min", [credential()], at(begin + 10 * hour - 60), 300],
  ];

  it.each(cases)("%s: %s", (kind, words, credentials, when = now, minimumSeconds = 0) => {
    const judgement = judge(cacheOf(credentials), { now: when, minimumSeconds });
    if (judgement.usable) throw new Error("it is usable");
    expect(judgement.reason.kind).toBe(kind);
    expect(judgement.reason.message).toContain(words);
    expect(JSON.stringify(judgement.reason.next)).toMatch(/kinit/);
  });

  it("is explained by its own principal's ticket where it has another's, too", () => {
    const bobs = credential({ client: Principal.of(realm, ["bob"]) });
    const over = credential({ times: { endtime: begin + 1 } });
    expect(judge(cacheOf([bobs, over]), { now })).toMatchObject({
      usable: false,
      reason: { kind: "expired" },
    });
  });

  it("advises renewal where a ticket that ends soon can be renewed", () => {
    const options = { now: at(begin + 10 * hour - 60), minimumSeconds: 300 };
    const renewable = judge(cacheOf([credential()]), options);
    const plain = judge(cacheOf([credential({ flags: 0 })]), options);
    expect(renewable.usable ? [] : renewable.reason.next).toEqual([
      command("kinit -R"),
      kinit("alice@EXAMPLE.TEST"),
    ]);
    expect(plain.usable ? [] : plain.reason.next).toEqual([kinit("alice@EXAMPLE.TEST")]);
  });
});

describe("the clock offset", () => {
  const offset = (seconds: number) =>
    cacheOf([credential()], [clockOffsetField({ seconds, microseconds: 0 })]);

  it("moves now: a KDC an hour ahead has ended a ticket that looks good here", () => {
    expect(judge(offset(3600), { now: at(begin + 9.5 * hour) })).toMatchObject({
      usable: false,
      clockOffsetSeconds: 3600,
      reason: { kind: "expired" },
    });
  });

  it("moves now: with a KDC an hour behind, a ticket that looks expired here is good", () => {
    expect(judge(offset(-3600), { now: at(begin + 10.5 * hour) })).toMatchObject({
      usable: true,
      clockOffsetSeconds: -3600,
      ticket: { remainingSeconds: hour / 2 },
    });
  });
});

describe("caches of real programs", () => {
  const cases = [
    ["mit-v1", "usable"],
    ["mit-v2", "usable"],
    ["mit-v3", "usable"],
    ["mit-v4", "usable"],
    ["heimdal", "usable"],
    ["samba-ad", "usable"],
    ["mit-utf8", "usable"],
    ["mit-service-only", "no-tgt"],
    ["mit-cross-realm-only", "cross-realm-only"],
    ["mit-postdated", "invalid"],
  ] as const;
  it.each(cases)("%s is %s", (name, verdict) => {
    const cache = parseCcache(fixture(name), { byteOrder: fixtureByteOrder });
    const [line] = klistOf(name).lines;
    const judgement = judge(cache, { now: at((line?.start ?? 0) + 60) });
    expect(judgement.usable ? "usable" : judgement.reason.kind).toBe(verdict);
  });
});
