import { act, adp, either, run } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import { parseStatusFile } from "./status-file.ts";

const now = 1_800_000_000_000;
const status = {
  version: 2,
  state: "shared",
  usable: true,
  text: "alice@A.EXAMPLE, valid 9 h 12 min",
  principal: "alice@A.EXAMPLE",
  usableUntil: now / 1000 + 60,
  published: now / 1000 - 5,
  source: {
    name: "/krb5/source/krb5cc",
    problem: {
      code: "TKT-X",
      what: "w",
      next: [{ run: { adp: "platform start" }, why: "x" }, { either: [[{ do: "y" }]] }],
    },
  },
  cache: "/krb5/cache/krb5cc",
  started: now / 1000 - 100,
  updated: now / 1000,
};

test("what the sharer says", () => {
  expect(parseStatusFile(JSON.stringify(status), now)).toMatchObject({
    state: "shared",
    usable: true,
    principal: "alice@A.EXAMPLE",
    source: {
      problem: {
        code: "TKT-X",
        what: "w",
        next: [run(adp`platform start`, "x"), either(act("y"))],
      },
    },
  });
});

test("a ticket that has ended since the file was written is not usable", () => {
  expect(parseStatusFile(JSON.stringify(status), now + 61_000)).toMatchObject({
    state: "unusable",
    usable: false,
  });
  const { usableUntil: _, ...endless } = status;
  expect(parseStatusFile(JSON.stringify(endless), now)).toMatchObject({ usable: false });
});

test.each(["", "{", "null", "[]", '{"state":"else","started":1}', '{"state":"shared"}'])(
  "%j is not a status of the sharer",
  (text) => {
    expect(parseStatusFile(text, now)).toBeUndefined();
  },
);

test("another version of the file is not read", () => {
  expect(parseStatusFile(JSON.stringify({ ...status, version: 1 }), now)).toBeUndefined();
});
