import { generateKeyPairSync } from "node:crypto";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { Secret } from "../../kernel/secret.ts";
import { scanConfiguration } from "./configuration.ts";
import { FileScanner } from "./file.ts";
import { needlesOf } from "./needles.ts";
import { brotliOf, compressedByOthers, zipOf } from "./testing/archives.ts";
import { type LeakCase, leakCases, password, randomCase, token, user } from "./testing/leak-cases.ts";

// A login that the build used, in the forms in which it may be left behind. Each is found, or the file that hides
// it is listed by its name: nothing passes in silence.

const scannerOf = (values: readonly string[]) =>
  new FileScanner(
    needlesOf(values.map((value) => ({ user, password: new Secret(value), place: "~/.netrc, line 1" }))),
    true,
  );

async function sorted(scanner: FileScanner, cases: readonly LeakCase[]) {
  const found: string[] = [];
  const closed: string[] = [];
  const silent: string[] = [];
  for (const { name, path, content } of cases) {
    const scan = await scanner.scan(path, content);
    const into = scan.leaks.some((leak) => leak.rule === "value")
      ? found
      : scan.closed.length > 0
        ? closed
        : silent;
    into.push(name);
    const report = JSON.stringify(scan);
    for (const value of [password, token, encodeURIComponent(password)]) expect(report).not.toContain(value);
  }
  return { found, closed, silent };
}

test("of 64 leaks of the kinds that a security review planted", async () => {
  const cases = await leakCases();
  expect(new Set(cases.map(({ name }) => name)).size).toBe(64);
  const { found, closed, silent } = await sorted(scannerOf([password, token]), cases);
  expect(silent).toEqual([]);
  expect(closed).toEqual(["lzma"]);
  expect(found).toHaveLength(63);
});

const escapedBy = (base: number, mark: string, digits: number) => (one: string) =>
  `${mark}${one.charCodeAt(0).toString(base).padStart(digits, "0")}`;
const inBase64 = (content: string | Buffer) => Buffer.from(content).toString("base64");
const conf = `[global]\nindex-url = https://${user}:${encodeURIComponent(password)}@a.example/simple\n`;
const qp = password.replaceAll("=", "=3D");
test.each([
  ["JSON of Go", JSON.stringify({ password }).replaceAll("&", "\\u0026")],
  ["JSON of .NET", JSON.stringify({ password }).replaceAll("&", "\\u0026").replaceAll("+", "\\u002B")],
  ["JSON of a strict encoder", password.replace(/[^\w]/g, escapedBy(16, "\\u", 4))],
  [
    "a string with its special characters in hexadecimal",
    password.replace(/[^\w]/g, escapedBy(16, "\\x", 2)),
  ],
  ["a string with its special characters in octal", password.replace(/[^\w]/g, escapedBy(8, "\\", 3))],
  ["XML with decimal numbers", password.replace(/[^\w]/g, (one) => `&#${one.charCodeAt(0)};`)],
  [
    "XML with hexadecimal numbers",
    password.replace(/[^\w]/g, (one) => `&#x${one.charCodeAt(0).toString(16)};`),
  ],
  ["HTML of Go", password.replaceAll("&", "&amp;").replaceAll("+", "&#43;")],
  ["a gzip in base64 twice, as Helm keeps a release", inBase64(inBase64(gzipSync(conf)))],
  ["an xz in base64", compressedByOthers.xz],
  ["a bzip2 in base64", compressedByOthers.bzip2],
  ["a zstd in base64", compressedByOthers.zstd],
  ["every byte URL-encoded", Buffer.from(password).toString("hex").replace(/../g, "%$&")],
  ["quoted-printable over two lines", `x=3D${qp.slice(0, 12)}=\r\n${qp.slice(12)}=\n`],
])("%s", async (_, text) => {
  const { leaks } = await scannerOf([password]).scan("opt/x", Buffer.from(text));
  expect(leaks.filter(({ rule }) => rule === "value")).toHaveLength(1);
});

test("a file without them holds none of them", async () => {
  const others = scannerOf(["another/Passw0rd+of=Layer1", "0123456789abcdef0123456789abcdef"]);
  for (const { path, content } of await leakCases())
    expect((await others.scan(path, content)).leaks.filter(({ rule }) => rule === "value")).toEqual([]);
});

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test.each([1, 2, 3])("of 64 random leaks, seed %i", async (seed) => {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const characters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!@#$%^&*()+=/:'"];
  const silent: string[] = [];
  for (let round = 0; round < 64; round++) {
    const value = Array.from({ length: pick([12, 16, 20, 32, 40, 64]) }, () => pick(characters)).join("");
    const plant = await randomCase(pick, { user, value });
    const { leaks } = await scannerOf([value]).scan(plant.path, plant.content);
    if (!leaks.some((leak) => leak.rule === "value"))
      silent.push(`${plant.name} (${value.length} characters)`);
  }
  expect(silent).toEqual([]);
});

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const pem = String(rsa.export({ type: "pkcs8", format: "pem" }));
const keytab = Buffer.concat([
  Buffer.from([5, 2, 0, 0, 0, 40, 0, 1, 0, 12]),
  Buffer.from("CORP.EXAMPLE\0\x03svc"),
  Buffer.alloc(20, 7),
]);
const ccache = Buffer.concat([
  Buffer.from([5, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 12]),
  Buffer.from("CORP.EXAMPLE\0\0\0\x05alice"),
]);
const json = JSON.stringify({ conn_type: "mssql", host: "dwh", login: "etl", password: "Zq81xPlm2w" });

describe("what looks like a credential that nobody logged in with", () => {
  test.each<[string, string, string | Buffer]>([
    ["a key in a long text", "opt/dump.sql", `${"-- nothing\n".repeat(300_000)}${pem}`],
    [
      "a key at the border of two parts",
      "opt/dump.sql",
      `${" ".repeat(1024 * 1024 - 700)}${pem}${" ".repeat(99)}`,
    ],
    ["a key in UTF-16", "opt/key.txt", Buffer.from(`\ufeff${pem}`, "utf16le")],
    ["a key in UTF-16BE", "opt/key.txt", Buffer.from(`\ufeff${pem}`, "utf16le").swap16()],
    ["a key in a JSON text", "opt/service-account.json", JSON.stringify({ private_key: pem })],
    ["a PKCS#8 key in DER", "opt/server.der", rsa.export({ type: "pkcs8", format: "der" })],
    ["a PKCS#1 key in DER", "opt/blob", rsa.export({ type: "pkcs1", format: "der" })],
    ["an EC key in DER", "opt/blob", ec.export({ type: "sec1", format: "der" })],
    [
      "an encrypted key in DER",
      "opt/blob",
      rsa.export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: "x" }),
    ],
    ["a keytab of any name", "opt/service.dat", keytab],
    ["a credential cache of any name", "opt/session", ccache],
    ["an Airflow connection as JSON", "opt/env.sh", `export AIRFLOW_CONN_DWH='${json}'\n`],
    [
      "the same with its type last",
      "opt/.env",
      `AIRFLOW_CONN_DWH='{"password": "Zq81xPlm2w", "host": "dwh", "conn_type": "mssql"}'\n`,
    ],
  ])("%s", async (_, path, content) => {
    const { leaks } = await scannerOf([]).scan(path, Buffer.from(content));
    expect(leaks.length).toBeGreaterThan(0);
    expect(JSON.stringify(leaks)).not.toContain("Zq81xPlm2w");
  });

  test("in a file's name it is found, and not shown", async () => {
    const name = `ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}`;
    const { leaks } = await scannerOf([]).scan(`tmp/${name}`, Buffer.from("x"));
    expect(leaks).toHaveLength(1);
    expect(JSON.stringify(leaks)).not.toContain(name);
  });
});

test("a zip with two files of one name is listed: the library that opens it keeps one of them", async () => {
  const twice = Buffer.from(zipSync({ a: Buffer.from(conf), b: Buffer.from("nothing") }));
  for (let at = twice.indexOf("b"); at >= 0; at = twice.indexOf("b", at + 1))
    if (twice[at - 1] === 0) twice[at] = 0x61;
  expect((await scannerOf([password]).scan("opt/x.zip", twice)).closed).toEqual([
    "opt/x.zip (zip: two of its files have the same name)",
  ]);
});

test("archives that are too deep or too large are listed by name", async () => {
  let deep: Buffer = Buffer.from(token);
  for (let depth = 0; depth < 20; depth++) deep = gzipSync(deep);
  expect((await scannerOf([token]).scan("opt/deep.gz", deep)).closed).toEqual([
    expect.stringMatching(/^opt\/deep\.gz!.* \(more than 16 archives in each other\)$/),
  ]);
  const small = new FileScanner(needlesOf([]), true, 100_000);
  for (const [name, large] of [
    ["gzip", gzipSync(Buffer.alloc(200_000))],
    ["zip", zipOf("a", Buffer.alloc(200_000))],
    ["zip", Buffer.from(zipSync({ a: Buffer.alloc(60_000), b: Buffer.alloc(60_000) }))],
    ["brotli", brotliOf(Buffer.alloc(200_000))],
  ] as const)
    expect((await small.scan("opt/large.br", large)).closed).toEqual([
      expect.stringContaining(`opt/large.br (${name}: `),
    ]);
});

test("passwords in the environment and in a database of Airflow's are found", async () => {
  const env = [
    `AIRFLOW_CONN_DWH=${json}`,
    "DWH_PASSWORD=Zq81xPlm2w",
    "PATH=/usr/bin",
    "PIP_TOKEN_FILE=/run/secrets/token",
    "DB_PASSWORD=changeme",
    "PASSWORD=/run/secrets/password",
  ];
  const leaks = await scanConfiguration({ history: "", config: {}, env }, scannerOf([]));
  expect(leaks.map(({ rule, line }) => [rule, line])).toEqual([
    ["airflow-connection-json", 1],
    ["environment", 2],
  ]);
  const { leaks: inDatabase } = await scannerOf([]).scan("root/airflow/data", airflowDatabase("Zq81xPlm2w"));
  expect(inDatabase).toMatchObject([
    { rule: "sqlite-password", what: expect.stringContaining("connection.password") },
  ]);
  expect((await scannerOf([]).scan("root/airflow/data", airflowDatabase(""))).leaks).toEqual([]);
});

/** As SQLite writes it: a page with the schema, and one with the only row. */
function airflowDatabase(secret: string): Buffer {
  const pageSize = 1024;
  const record = (values: readonly string[]) => {
    const texts = values.map((value) => Buffer.from(value));
    const sizes = texts.map((text) => {
      const type = text.length * 2 + 13;
      return Buffer.from(type < 128 ? [type] : [0x80 | (type >> 7), type & 0x7f]);
    });
    const size = sizes.reduce((sum, one) => sum + one.length, 1);
    return Buffer.concat([Buffer.from([size]), ...sizes, ...texts]);
  };
  const page = (header: number, body: Buffer) => {
    const bytes = Buffer.alloc(pageSize);
    const cell = Buffer.concat([Buffer.from([0x80 | (body.length >> 7), body.length & 0x7f, 1]), body]);
    const at = pageSize - cell.length;
    bytes[header] = 0x0d;
    bytes.writeUInt16BE(1, header + 3);
    bytes.writeUInt16BE(at, header + 8);
    cell.copy(bytes, at);
    return bytes;
  };
  const sql =
    "CREATE TABLE connection (id INTEGER NOT NULL, conn_id VARCHAR(250), password VARCHAR(5000), PRIMARY KEY (id))";
  const texts = ["table", "connection", "connection", sql].map((text) => Buffer.from(text));
  const types = texts.map((text) => text.length * 2 + 13);
  const long = types[3] ?? 0;
  const schemaHeader = [...types.slice(0, 3), 1, 0x80 | (long >> 7), long & 0x7f];
  const schema = page(
    100,
    Buffer.concat([
      Buffer.from([schemaHeader.length + 1, ...schemaHeader]),
      ...texts.slice(0, 3),
      Buffer.from([2]),
      texts[3] as Buffer,
    ]),
  );
  schema.write("SQLite format 3\0", 0, "latin1");
  schema.writeUInt16BE(pageSize, 16);
  return Buffer.concat([schema, page(0, record(["1", "warehouse", secret]))]);
}
