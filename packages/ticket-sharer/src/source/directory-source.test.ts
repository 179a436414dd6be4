import { expect, it } from "vitest";
import { directorySource } from "./directory-source.ts";

it("a change of every name that libkrb5 takes for a cache matters, also one with a dot", () => {
  const { matters } = directorySource("/nowhere");
  expect(["primary", "tkt", "tktAbCdEf", "tkta.b"].filter((name) => !matters(name))).toEqual([]);
  expect(["primary.x1y2", "krb5cc", ".tkt"].filter(matters)).toEqual([]);
});
