import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Principal, PrincipalError, parsePrincipal } from "./index.ts";

describe("a principal's text", () => {
  it.each([
    ["alice@EXAMPLE.TEST", ["alice"], "EXAMPLE.TEST"],
    ["MSSQLSvc/db.corp.example:1433@CORP.EXAMPLE", ["MSSQLSvc", "db.corp.example:1433"], "CORP.EXAMPLE"],
    ["a\\/b\\@c\\\\d@R", ["a/b@c\\d"], "R"],
    ["tab\\t\\n\\b\\0@R", ["tab\t\n\b\0"], "R"],
    ["zoë@RÉALM", ["zoë"], "RÉALM"],
    ["@R", [""], "R"],
  ])("%s", (text, components, realm) => {
    const principal = parsePrincipal(text);
    expect([principal.components, principal.realm]).toEqual([components, realm]);
    expect(String(principal)).toBe(text);
    expect(JSON.stringify({ principal })).toBe(JSON.stringify({ principal: text }));
    expect(inspect(principal)).toBe(`Principal(${text})`);
  });

  it("comes back, whatever the name", () => {
    const codePoint = fc.nat(0x10ffff).map((point) => String.fromCodePoint(point));
    const name = fc.string({ unit: codePoint, maxLength: 12 }).map((text) => Buffer.from(text).toString());
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), name, (components, realm) => {
        fc.pre(!realm.includes("/"));
        const principal = Principal.of(realm, components);
        return parsePrincipal(String(principal)).equals(principal);
      }),
    );
  });

  it("takes a default realm", () => {
    expect(String(parsePrincipal("alice", "R"))).toBe("alice@R");
  });

  it.each([
    ["alice", "no-realm"],
    ["a@B@C", "syntax"],
    ["a@B/c", "syntax"],
    ["a\\", "syntax"],
  ])("%s is refused: %s", (text, kind) => {
    try {
      parsePrincipal(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PrincipalError);
      expect((error as PrincipalError).kind).toBe(kind);
      expect((error as PrincipalError).next.length).toBeGreaterThan(0);
    }
  });
});

describe("equality", () => {
  it("goes by bytes and not by the name type", () => {
    const invalid = (byte: number) => new Principal(1, new Uint8Array([byte]), []);
    expect(invalid(0xfe).equals(invalid(0xff))).toBe(false);
    expect(invalid(0xfe).realm).toBe(invalid(0xff).realm);
    expect(Principal.of("R", ["a"], 1).equals(Principal.of("R", ["a"], 2))).toBe(true);
    expect(Principal.of("R", ["a"]).equals(Principal.of("R", ["a", "b"]))).toBe(false);
    expect(Principal.of("R", ["a"]).equals(Principal.of("R", ["A"]))).toBe(false);
  });
});
