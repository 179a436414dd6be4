import { generateKeyPairSync } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../kernel/secret.ts";
import { inBase64 } from "../../kernel/secret-forms.ts";
import { FileScanner } from "./file.ts";
import { needlesOf, tooShort } from "./needles.ts";
import { tarOf, zipOf } from "./testing/archives.ts";

const value = "p@ss w/rd+t0ken=é";
const login = { user: "myuser", password: new Secret(value), place: "~/.netrc, line 1" };
const scanner = new FileScanner(needlesOf([login]), true);

/** A file in which the text is one thing among others. */
const around = (text: string | Buffer) =>
  Buffer.concat([Buffer.from("x = 1\n# "), Buffer.from(text), Buffer.from("\nrest\n")]);

const forms: Record<string, Buffer> = {
  raw: around(value),
  "URL-encoded": around(`https://myuser:${encodeURIComponent(value)}@artifactory.company.com/simple`),
  "URL-encoded in lower case": around(encodeURIComponent(value).toLowerCase()),
  "in JSON": around(JSON.stringify({ password: value })),
  "in base64": around(Buffer.from(value).toString("base64")),
  "in base64 as user:password": around(`"auth": "${Buffer.from(`myuser:${value}`).toString("base64")}"`),
  "in base64 after other text": around(Buffer.from(`Basic realm; ${value}; more`).toString("base64")),
  "in base64 for URLs": around(Buffer.from(`myuser:${value}`).toString("base64url")),
  "in UTF-16": around(Buffer.from(value, "utf16le")),
  "in hexadecimal": around(Buffer.from(value).toString("hex")),
};

const wrappings: Record<string, (content: Buffer) => Buffer | Promise<Buffer>> = {
  "as a file": (content) => content,
  "in a zip": (content) => zipOf("a/settings.ini", content),
  "in a gz": (content) => gzipSync(content),
  "in a whl in a tar.gz": async (content) => gzipSync(await tarOf("package.whl", zipOf("p/x.py", content))),
  "in a zip in a zip": (content) => zipOf("inner.zip", zipOf("x", content)),
};

describe.each(Object.entries(wrappings))("a credential %s", (_, wrap) => {
  test.each(Object.entries(forms))("%s is found", async (_form, content) => {
    const { leaks } = await scanner.scan("usr/share/thing", await wrap(content));
    expect(leaks.filter((leak) => leak.rule === "value")).toMatchObject([
      { what: expect.stringContaining("the password of myuser's, from ~/.netrc, line 1") },
    ]);
    // The report is printed and logged: it must not hold what it found.
    expect(JSON.stringify(leaks)).not.toContain(value);
  });
});

test("a name can hold a credential, too", async () => {
  const { leaks } = await scanner.scan(`tmp/${value}`, Buffer.from("nothing"));
  expect(leaks).toHaveLength(1);
});

test("clean files are clean", async () => {
  const texts = [
    "import sqlalchemy\nurl = 'postgresql://scott:tiger@localhost/test'\n",
    "password = os.environ['PASSWORD']\n",
    "const fields = {\n  conn_type: word(entry.conn_type),\n  password: word(entry.conn_password),\n};\n",
    'if line.startswith("-----BEGIN PRIVATE KEY-----"):\n    read_key_material_from_the_file_that_was_named()\n',
    "",
  ];
  for (const text of texts) expect((await scanner.scan("x.py", Buffer.from(text))).leaks).toEqual([]);
});

test("the three shifts of base64 cover every place where a value can stand", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ minLength: 6, maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }),
      (before, secret, after) => {
        const text = Buffer.concat([before, secret, after]).toString("base64");
        expect(inBase64(Buffer.from(secret)).some((form) => text.includes(form))).toBe(true);
      },
    ),
  );
});

test("a short password is looked for with its user only, and reported", async () => {
  const short = { user: "airflow", password: new Secret("astro"), place: "~/.netrc" };
  expect(tooShort([short, login])).toEqual([short]);
  const own = new FileScanner(needlesOf([short]), false);
  expect((await own.scan("x", Buffer.from("user astro"))).leaks).toEqual([]);
  expect((await own.scan("x", Buffer.from("airflow:astro"))).leaks).toHaveLength(1);
  expect(
    (await own.scan("x", Buffer.from(Buffer.from("airflow:astro").toString("base64")))).leaks,
  ).toHaveLength(1);
});

const short = generateKeyPairSync("ed25519", {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
}).privateKey;
const key = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
}).privateKey;

describe("what looks like a credential", () => {
  test.each<[string, string | Buffer]>([
    ["root/.netrc", "machine a.example login me password Zq81xPlm2w\n"],
    ["etc/apt/auth.conf.d/x.conf", "machine a.example\nlogin me\npassword Zq81xPlm2w\n"],
    ["x.py", "url = 'mssql+pyodbc://sa:Zq81xPlm2w@sql.example/db'\n"],
    ["connections.yaml", "wh:\n  conn_type: mssql\n  host: sql\n  login: sa\n  password: Zq81xPlm2w\n"],
    ["odbc.txt", "DRIVER={ODBC Driver 18 for SQL Server};SERVER=sql;UID=sa;PWD=Zq81xPlm2w;\n"],
    ["env.sh", "export UV_INDEX_CORPORATE_PYPI_PASSWORD=Zq81xPlm2w\n"],
    ["key.pem", key],
    ["opt/planted", short],
    [
      "config.json",
      `{"auths": {"a.example": {"auth": "${Buffer.from("me:Zq81xPlm2w").toString("base64")}"}}}`,
    ],
    ["airflow.cfg", "fernet_key = 81HqDtbqAywKSOumSha3BhWNOdQ26slT6K0YaZeZyPs=\n"],
    [".npmrc", "//a.example/:_authToken=npm_Zq81xPlm2wZq81xPlm2wZq81xPlm2w123456\n"],
    ["t.txt", `token ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}\n`],
    ["a.txt", `key AKCp${"8xJ3kL9m".repeat(9)}\n`],
  ])("%s", async (path, content) => {
    const { leaks } = await scanner.scan(path, Buffer.from(content));
    expect(leaks.length).toBeGreaterThan(0);
    expect(JSON.stringify(leaks)).not.toContain("Zq81xPlm2w");
  });
});

// `zip -0 -P x`: "secret" stored, with twelve bytes in front of it.
const encryptedZip = Buffer.from(
  "UEsDBAoACQAAAAAAIQAtOdxzEgAAAAYAAAABABwAeFVUCQADAAAAAAAAAAB1eAsAAQQAAAAABAAAAACrq6urq6urq6urq6urq6urq6tQSwcILTnccxIAAAAGAAAAUEsBAh4DCgAJAAAAAAAhAC053HMSAAAABgAAAAEAGAAAAAAAAQAAAKSBAAAAAHhVVAUAAwAAAAB1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBHAAAAXQAAAAAA",
  "base64",
);

test.each([
  ["7z", Buffer.from("7z\xbc\xaf\x27\x1c and so on", "latin1")],
  ["rpm", Buffer.from("\xed\xab\xee\xdb and so on", "latin1")],
  ["xz: ", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2])],
  ["bzip2: ", Buffer.from("BZh91AY&SY0123456789")],
  ["zstd: ", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3, 4])],
  ["zip: a zip file without its directory", Buffer.from("PK\x03\x04 and no more")],
  ["zip: an encrypted zip file", encryptedZip],
])("what cannot be opened is listed: %s", async (why, content) => {
  const { closed } = await scanner.scan("usr/x", content);
  expect(closed).toEqual([expect.stringContaining(`usr/x (${why}`)]);
});

test("no bytes make the scanner fail", async () => {
  const magic = fc.constantFrom("", "PK\x03\x04", "\x1f\x8b", "PK\x05\x06");
  await fc.assert(
    fc.asyncProperty(magic, fc.uint8Array({ maxLength: 300 }), async (start, bytes) => {
      await scanner.scan("x", Buffer.concat([Buffer.from(start, "latin1"), bytes]));
    }),
  );
});
