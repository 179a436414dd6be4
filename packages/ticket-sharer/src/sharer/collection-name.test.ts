import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileName } from "./collection-name.ts";

describe("the file of a cache in the shared collection", () => {
  it.each([
    ["/run/user/1000/krb5cc/tkta.b", "tkta.b"],
    ["/run/user/1000/krb5cc/tkta_b", "tkta_b"],
    ["/tmp/krb5cc_1000", "tktkrb5cc_1000"],
    ["KCM:1000", "tkt1000"],
    ["KCM:1000:83721", "tkt1000_83721"],
  ])("%s: %s", (cache, file) => {
    expect(fileName(cache)).toBe(file);
  });

  it("is one that libkrb5 takes, and no other cache's", () => {
    const odd = fc.stringMatching(/^[a_.: /\u00e4]{1,70}$/);
    const name = (start: string) => fc.oneof(odd, fc.constant("x".repeat(70))).map((end) => `${start}${end}`);
    for (const caches of [
      name("/folder/tkt").map((path) => path.replace(/(?<=tkt.*)\//g, "")),
      name("KCM:1000"),
      name("KCM:tkt"),
    ])
      fc.assert(
        fc.property(caches, caches, (one, other) => {
          expect(fileName(one)).toMatch(/^tkt[\w.-]{0,57}$/);
          if (one !== other) expect(fileName(one)).not.toBe(fileName(other));
        }),
      );
  });
});
