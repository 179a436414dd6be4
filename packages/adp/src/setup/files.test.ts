import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { parseEnvFile } from "../kernel/env-file.ts";
import { platformRoot } from "../kernel/home.ts";
import { Secret } from "../kernel/secret.ts";
import { answersFile, answersText, readAnswers } from "./answers.ts";
import { changesOf, differenceLines, withSettings } from "./changes.ts";
import { withLogin } from "./netrc-file.ts";
import { undoSetup, writeChanges } from "./undo.ts";

/** A clone with the example files that setup begins from. */
function clone(): string {
  const root = temporaryFolder();
  for (const path of [
    "layer1-base-image/.env.example",
    "layer1-base-image/config/krb5.conf.example",
    "platform-bootstrap/.env.example",
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), readFileSync(join(platformRoot(), path)));
  }
  return root;
}

const answers = {
  runtime: "r.company.com/astro-runtime:13.11.0",
  apt_mirror: "https://a.company.com/debian",
  realm: "COMPANY.TEST",
  kdc: "dc1.company.test dc2.company.test:750",
  warehouse: "none",
  login_hosts: ["a.company.com"],
};

test("the answers make the files; a second time there is nothing to write", () => {
  const root = clone();
  const changes = changesOf(root, answers);
  expect(changes.map(({ path }) => path)).toEqual([
    "layer1-base-image/.env",
    "platform-bootstrap/.env",
    "layer1-base-image/config/krb5.conf",
    "platform-bootstrap/setup.toml",
  ]);
  writeChanges(root, changes);
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  expect(parseEnvFile(read("layer1-base-image/.env"))).toMatchObject({
    IMAGE_ASTRONOMER: answers.runtime,
    APT_MIRROR: answers.apt_mirror,
    LOGIN_HOSTS: "a.company.com",
    IMAGE_PYTHON: "",
  });
  expect(parseEnvFile(read("platform-bootstrap/.env"))).toMatchObject({
    WAREHOUSE: "none",
    TICKET_NETWORK: "bridge",
  });
  const krb5 = read("layer1-base-image/config/krb5.conf");
  expect(krb5).toContain("default_realm = COMPANY.TEST");
  expect(krb5).toContain("        kdc = dc1.company.test\n        kdc = dc2.company.test:750\n");
  expect(krb5).toContain(".company.test = COMPANY.TEST");
  expect(krb5).not.toMatch(/company\.com/i);
  expect(readAnswers(answersFile(root))).toEqual(answers);
  expect(changesOf(root, answers)).toEqual([]);
});

test("undo puts back what was there, and refuses where somebody has changed it since", () => {
  const root = clone();
  expect(() => undoSetup(root)).toThrowError(expect.objectContaining({ code: "ADP-SET-005" }));
  const env = join(root, "layer1-base-image", ".env");
  writeFileSync(env, "IMAGE_ASTRONOMER=old:1\n");
  writeChanges(root, changesOf(root, answers));
  writeFileSync(env, "IMAGE_ASTRONOMER=mine:2\n");
  expect(() => undoSetup(root)).toThrowError(expect.objectContaining({ code: "ADP-SET-004" }));
  expect(readFileSync(env, "utf8")).toBe("IMAGE_ASTRONOMER=mine:2\n");
  rmSync(env);
  writeFileSync(env, "IMAGE_ASTRONOMER=old:1\n");
  expect(undoSetup(root)).toContain("platform-bootstrap/setup.toml");
  expect(readFileSync(env, "utf8")).toBe("IMAGE_ASTRONOMER=old:1\n");
  expect(readAnswers(answersFile(root))).toBeUndefined();
});

test("what is shown names the lines that come and go", () => {
  const change = { path: "layer1-base-image/.env", before: "# a\nA=1\nB=2\n", after: "# a\nA=1\nB=3\n" };
  expect(differenceLines(change)).toEqual([
    "  changed  layer1-base-image/.env",
    "      - B=2",
    "      + B=3",
  ]);
});

test("a setting is written where it stands, whatever surrounds it", () => {
  const name = fc.constantFrom("A", "B", "C");
  const line = fc.oneof(
    fc.tuple(name, fc.stringMatching(/^[\w./:-]{0,10}$/)).map(([key, value]) => `${key}=${value}`),
    fc.constantFrom("# A=comment", "", "  # B=other"),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(line, { selector: (text) => text.split("=")[0] }),
      name,
      fc.stringMatching(/^[\w./:$&-]{1,10}$/),
      (lines, key, value) => {
        const text = lines.join("\n");
        const after = withSettings(text, { [key]: value });
        expect(parseEnvFile(after)).toEqual({ ...parseEnvFile(text), [key]: value });
        for (const other of lines.filter((one) => !one.startsWith(`${key}=`)))
          expect(after.split("\n")).toContain(other);
      },
    ),
  );
});

test.each([
  ['runtme = "a"', "ADP-SET-002", /runtme/],
  ["runtime = 3", "ADP-SET-002", /runtime/],
  ["runtime = ", "ADP-SET-002", /line 1/],
])("a file of answers with a mistake: %s", (content, code, words) => {
  const path = join(temporaryFolder(), "setup.toml");
  writeFileSync(path, content);
  expect(() => readAnswers(path)).toThrowError(expect.objectContaining({ code }));
  try {
    readAnswers(path);
  } catch (error) {
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).toMatch(words);
  }
});

test("answers come back as they were written", () => {
  const root = temporaryFolder();
  const path = join(root, "a.toml");
  writeFileSync(path, answersText(answers));
  expect(readAnswers(path)).toEqual(answers);
});

const login = (host: string, password = "new-token") => ({
  host,
  user: "me",
  password: new Secret(password),
});

test.each([
  ["an empty file", "", "machine a\n  login me\n  password new-token\n"],
  [
    "another host, without a line's end",
    "machine b login x password y",
    "machine b login x password y\nmachine a\n  login me\n  password new-token\n",
  ],
  [
    "a host that begins alike",
    "machine a.b login x password y\n",
    "machine a.b login x password y\nmachine a\n  login me\n  password new-token\n",
  ],
  [
    "the host itself",
    "# mine\nmachine a\nlogin old\npassword old-token\n\n# b's\nmachine b login x password y\n",
    "# mine\nmachine a\n  login me\n  password new-token\n\n# b's\nmachine b login x password y\n",
  ],
  [
    "a default, which stays the last",
    "machine b login x password y\ndefault login d password e\n",
    "machine b login x password y\nmachine a\n  login me\n  password new-token\ndefault login d password e\n",
  ],
])("a netrc gets a login: %s", (_, before, after) => {
  expect(withLogin(before, login("a"))).toBe(after);
});

test("a login of a host with a port has its name alone, and an entry with the port is renewed", () => {
  const entry = (host: string) => `machine ${host}\n  login me\n  password new-token\n`;
  expect(withLogin("", login("a:8443"))).toBe(entry("a"));
  const before = "machine a:8443 login me password old-token\nmachine a:9 login x password y\n";
  expect(withLogin(before, login("a:8443"))).toBe(
    `${entry("a:8443")}machine a:9 login x password y\n${entry("a")}`,
  );
});

test.each(["with blank", 'with"quote', "with#hash", "", "back\\slash"])(
  "a password that tools read differently: %j",
  (password) => {
    expect(() => withLogin("", login("a", password))).toThrowError(
      expect.objectContaining({ code: "ADP-SET-006" }),
    );
  },
);
