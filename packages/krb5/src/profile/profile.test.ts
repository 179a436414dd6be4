import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../test/memory-files.ts";
import { type Files, ProfileError, readProfile } from "../index.ts";

const none = memoryFiles({});
/** As /etc/krb5.conf, beside the other files. */
function parse(text: string, others: Files = none) {
  const own = memoryFiles({ "/etc/krb5.conf": text });
  const readText = (path: string) => (path === "/etc/krb5.conf" ? own : others).readText(path);
  return readProfile({ ...others, readText }, undefined);
}

function errorOf(work: () => unknown): ProfileError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProfileError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the syntax", () => {
  const text = `this is ignored, and so is = this
# a comment
[libdefaults]
  default_realm = EXAMPLE.TEST   \t
  ; another comment
\tquoted = "a \\"b\\" \\n c" ignored
  plain = a "quoted" word # not a comment
  path = %{TEMP}/krb5cc
  crlf = yes\r
  default_realm = SECOND
[realms]
  EXAMPLE.TEST = {
    kdc = one
    kdc = two
    nested =
    {
      deep = 1
    }
  }
[ odd name ]
  x = 1
[libdefaults]
  later = 2`;

  it.each([
    [
      ["libdefaults", "default_realm"],
      ["EXAMPLE.TEST", "SECOND"],
    ],
    [["libdefaults", "quoted"], ['a "b" \n c']],
    [["libdefaults", "plain"], ['a "quoted" word # not a comment']],
    [["libdefaults", "path"], ["%{TEMP}/krb5cc"]],
    [["libdefaults", "crlf"], ["yes"]],
    [["libdefaults", "later"], ["2"]],
    [
      ["realms", "EXAMPLE.TEST", "kdc"],
      ["one", "two"],
    ],
    [["realms", "EXAMPLE.TEST", "nested", "deep"], ["1"]],
    [["realms", "OTHER", "kdc"], []],
    [[" odd name ", "x"], ["1"]],
  ] as [[string, ...string[]], string[]][])("%j is %j", (path, values) => {
    expect(parse(text).values(...path)).toEqual(values);
    expect(parse(text).value(...path)).toBe(values[0]);
  });

  it.each([
    ["section-syntax", 1, "[libdefaults"],
    ["section-syntax", 1, "[libdefaults] x"],
    ["section-not-top", 3, "[a]\nb = {\n[c]"],
    ["relation-syntax", 2, "[a]\nword"],
    ["relation-syntax", 2, "[a]\n= value"],
    ["relation-syntax", 2, "[a]\ntwo words = value"],
    ["extra-brace", 2, "[a]\n}"],
    ["missing-brace", 3, "[a]\nb =\n\n{"],
    ["module", 1, "module /usr/lib/x.so:y"],
    ["too-long", 2, `[a]\nb = ${"x".repeat(2050)}`],
    ["include", 2, "[a]\ninclude /nowhere"],
    ["include", 2, "[a]\nincludedir /nowhere"],
  ] as const)("%s in line %i", (kind, line, wrong) => {
    const error = errorOf(() => parse(wrong));
    expect([error.kind, error.line, error.file]).toEqual([kind, line, "/etc/krb5.conf"]);
    expect(error.message).toContain(`/etc/krb5.conf:${line}: `);
    expect(error.next.length).toBeGreaterThan(0);
    expect(error.code).toBe(`KRB5-PROFILE-${kind.toUpperCase()}`);
  });
});

describe("included files", () => {
  it("are read in place, each with a syntax of its own", () => {
    const files = memoryFiles({
      "/etc/krb5.d/b.conf": "[libdefaults]\nname = b\n",
      "/etc/krb5.d/a.conf": "[libdefaults]\nname = a\n",
      "/etc/krb5.d/.hidden.conf": "broken [",
      "/etc/krb5.d/a.conf.rpmsave": "[broken",
      "/etc/krb5.d/plain-name_1": "[libdefaults]\nname = plain\n",
      "/etc/krb5.d/folder/x.conf": "[broken",
      "/one": "[libdefaults]\nname = one",
    });
    const text = "includedir /etc/krb5.d\ninclude /one\r\n[libdefaults]\nname = own\n";
    expect(parse(text, files).values("libdefaults", "name")).toEqual(["a", "b", "plain", "one", "own"]);
  });

  it("say where an error in them is", () => {
    const files = memoryFiles({ "/inner": "[a]\nb = {\n[c]\n" });
    const error = errorOf(() => parse("[x]\ninclude /inner", files));
    expect([error.file, error.line, error.kind]).toEqual(["/inner", 3, "section-not-top"]);
  });

  it("may not go round in circles", () => {
    const files = memoryFiles({ "/a": "include /b\n", "/b": "include /a\n" });
    expect(errorOf(() => parse("include /a", files)).kind).toBe("include-cycle");
  });

  it("may not be unreadable", () => {
    const files = memoryFiles({ "/a": { code: "EACCES" } });
    expect(errorOf(() => parse("include /a", files)).message).toContain("EACCES");
  });
});

describe("several files", () => {
  const files = memoryFiles({
    "/first": "[libdefaults]\na = 1\nb* = 1\n[closed]*\nx = 1\n",
    "/second": "[libdefaults]\na = 2\nb = 2\nc = 2\n[closed]\nx = 2\ny = 2\n",
    "/secret": { code: "EACCES" },
    "/broken": { code: "EIO" },
  });

  it.each([
    ["libdefaults", "a", ["1", "2"]],
    ["libdefaults", "b", ["1"]],
    ["libdefaults", "c", ["2"]],
    ["closed", "x", ["1"]],
    ["closed", "y", []],
  ] as const)("[%s] %s: the first counts, and what is final is the last", (section, name, values) => {
    expect(readProfile(files, "/first:/missing:/second").values(section, name)).toEqual(values);
  });

  it("are ignored where missing or unreadable, as long as one can be read", () => {
    expect(readProfile(files, "/missing:/secret:/first").value("libdefaults", "a")).toBe("1");
    expect(readProfile(none, undefined).value("libdefaults", "a")).toBeUndefined();
    expect(errorOf(() => readProfile(files, "/missing:/secret"))).toMatchObject({
      kind: "unreadable",
      file: "/secret",
    });
    expect(errorOf(() => readProfile(files, "/first:/broken")).kind).toBe("unreadable");
  });

  it("may mark a subsection final at its closing brace", () => {
    const two = memoryFiles({ "/a": "[r]\nX = {\nk = 1\n}*\n", "/b": "[r]\nX = {\nk = 2\n}\n" });
    expect(readProfile(two, "/a:/b").values("r", "X", "k")).toEqual(["1"]);
    expect(readProfile(two, "/b:/a").values("r", "X", "k")).toEqual(["2", "1"]);
  });
});
