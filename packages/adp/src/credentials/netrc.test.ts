import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { netrcLogin, parseNetrc, readNetrc } from "./netrc.ts";

/** Any character, faster to make than fast-check's own "binary". */
const codePoint = fc.nat(0x10ffff).map((point) => String.fromCodePoint(point));

const plain = (text: string) =>
  parseNetrc(text).map(({ machine, login, password }) => [machine, login, password.reveal()]);

describe("netrc", () => {
  test("the vision's file: one word a line", () => {
    expect(plain("machine artifactory.company.com\nlogin myuser\npassword mytoken\n")).toEqual([
      ["artifactory.company.com", "myuser", "mytoken"],
    ]);
  });

  test("one line, comments, macros, default, CRLF, a byte order mark", () => {
    const text =
      "\uFEFF# ours\r\nmachine a.b login x account y password p#1 # token\r\nmacdef init\r\nmachine fake login no password no\r\n\r\ndefault login d password e\r\n";
    expect(plain(text)).toEqual([
      ["a.b", "x", "p#1"],
      [undefined, "d", "e"],
    ]);
  });

  test("quotes and backslashes, and keywords as values", () => {
    expect(plain('machine h login password password "a \\"b\\" c"')).toEqual([["h", "password", 'a "b" c']]);
    expect(plain("machine h password #x login y")).toEqual([["h", "y", "#x"]]);
  });

  test("a login of a host: by port, by name, by apt's form, else default", () => {
    const entries = parseNetrc(
      "machine h:8443 login port password 1\nmachine https://h/debian login h password 2\ndefault login d password 3",
    );
    const netrc = { path: "", place: "~/.netrc", present: true, exposed: false, entries };
    expect(netrcLogin(netrc, { host: "h", port: "8443", isNamed: true })?.user).toBe("port");
    expect(netrcLogin(netrc, { host: "h", isNamed: false })).toMatchObject({
      user: "h",
      place: "~/.netrc, line 2",
    });
    expect(netrcLogin(netrc, { host: "other", isNamed: true })?.user).toBe("d");
    expect(netrcLogin(netrc, { host: "other", isNamed: false })).toBeUndefined();
  });

  test.each([
    ["hello", 1],
    ["machine a login b password\n", 1],
    ["machine a\nlogin b\nsecret c\n", 3],
  ])("a mistake names its line and nothing of the content: %j", (text, line) => {
    expect(() => parseNetrc(text)).toThrow(
      expect.objectContaining({ code: "ADP-CRED-001", message: `.netrc has a mistake in line ${line}.` }),
    );
  });

  test("any login survives writing and reading, and no text makes the parser hang or fail otherwise", () => {
    const word = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(word, word, word, (machine, login, password) => {
        const quote = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
        const text = `machine ${quote(machine)} login ${quote(login)}\n password ${quote(password)}\n`;
        expect(plain(text)).toEqual([[machine, login, password]]);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        try {
          parseNetrc(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "ADP-CRED-001" });
        }
      }),
    );
  });

  test("NETRC goes before ~/.netrc, and a file that others can read is noticed", () => {
    const folder = temporaryFolder();
    const path = join(folder, "other");
    writeFileSync(path, "machine a login b password c\n", { mode: 0o644 });
    writeFileSync(join(folder, ".netrc"), "machine z login b password c\n", { mode: 0o600 });
    expect(readNetrc({ HOME: folder, NETRC: path })).toMatchObject({ exposed: true, place: "~/other" });
    expect(readNetrc({ HOME: folder })).toMatchObject({ exposed: false, place: "~/.netrc", present: true });
    expect(readNetrc({ HOME: join(folder, "none") })).toMatchObject({ present: false, entries: [] });
  });

  test("a netrc that cannot be read is reported, not skipped", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, ".netrc"));
    expect(() => readNetrc({ HOME: folder })).toThrow(expect.objectContaining({ code: "ADP-CRED-006" }));
  });
});
