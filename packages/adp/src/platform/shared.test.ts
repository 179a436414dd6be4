import { expect, test } from "vitest";
import { parseShared } from "./shared.ts";

const now = 1_800_000_000_000;
const status = {
  version: 1,
  state: "shared",
  usable: true,
  text: "alice@A.EXAMPLE, valid 9 h 12 min",
  principal: "alice@A.EXAMPLE",
  usableUntil: now / 1000 + 60,
  serviceTickets: [{ service: "postgres/db@A.EXAMPLE", until: 1 }],
  published: now / 1000 - 5,
  source: {
    name: "/krb5/source/krb5cc",
    watch: "events",
    problem: { code: "TKT-X", what: "w", next: ["n", 1] },
  },
  started: now / 1000 - 100,
  updated: now / 1000,
};

test("what the sharer says", () => {
  expect(parseShared(JSON.stringify(status), now)).toMatchObject({
    state: "shared",
    usable: true,
    principal: "alice@A.EXAMPLE",
    serviceTickets: ["postgres/db@A.EXAMPLE"],
    watch: "events",
    sourceProblem: { code: "TKT-X", what: "w", why: undefined, next: ["n"] },
    problem: undefined,
  });
});

test("a ticket that has ended since the file was written is not usable", () => {
  expect(parseShared(JSON.stringify(status), now + 61_000)).toMatchObject({
    state: "unusable",
    usable: false,
  });
  const { usableUntil: _, ...endless } = status;
  expect(parseShared(JSON.stringify(endless), now)).toMatchObject({ usable: false });
});

test.each(["", "{", "null", "[]", '{"state":"else","started":1}', '{"state":"shared"}'])(
  "%j is nothing that the sharer said",
  (text) => {
    expect(parseShared(text, now)).toBeUndefined();
  },
);
