import { expect, test } from "vitest";
import { codeRules } from "./rules/code.ts";
import { rules } from "./rules/index.ts";
import { scanFile } from "./scan-file.ts";

/** What makes a regular expression go back and forth: its own words, again and again, in one line. */
const seeds = [
  "//a",
  "://a",
  ":",
  "a.",
  "password=",
  "password: ",
  '"password": "',
  "curl -u ",
  "machine a login b ",
  " ",
  "\\",
  "&password=x",
  "?a=b",
  "jdbc:a?",
  "-----BEGIN PRIVATE KEY-----",
  "eyJhbGciOi",
  "PWD=a;",
  "SERVER=a;",
  "CREATE USER ",
  '"kty": "RSA" ',
  "LoginModule required ",
  "host=a ",
  "<a>",
  '["a"]',
  "conn_type",
  "PuTTY-User-Key-File-3: x Private-Lines: 1 ",
  "Authorization: Basic ",
  "sqlcmd ",
  "A_KEY=",
  "default login a ",
  "//a/:_",
  "a:5432:b:",
  "=>",
  "echo ",
  "A3TA",
  "xoxb-",
];

test.each([...rules, ...codeRules])("no more than linear on hostile lines: $id", ({ pattern }) => {
  for (const seed of seeds) {
    const time = (length: number) => {
      const text = seed.repeat(Math.ceil(length / seed.length));
      const start = process.cpuUsage();
      for (const _ of text.matchAll(pattern));
      const { user } = process.cpuUsage(start);
      return user / 1000;
    };
    const short = time(4_000);
    // Sixteen times as long: a quadratic pattern takes 256 times as long. What is quick is quick enough.
    const long = time(64_000);
    expect({ seed, short, long, ok: long < 400 || long < short * 64 }).toMatchObject({ ok: true });
  }
});

test.each([".env", "a.yaml", "a.json", "a.py", "a.ipynb", "a.toml"])(
  "long hostile lines end soon: %s",
  async (path) => {
    for (const seed of seeds) {
      const start = process.cpuUsage();
      await scanFile(path, Buffer.from(`password ${seed.repeat(Math.ceil(100_000 / seed.length))}`));
      const { user } = process.cpuUsage(start);
      expect({ seed, ok: user < 5_000_000, user }).toMatchObject({ ok: true });
    }
  },
);

test("a long text that is full of them takes no more than linear time", async () => {
  const line = `password = "Zq81xPlm2w"\nghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}\n${"x".repeat(300)}\n`;
  const time = async (count: number) => {
    const start = process.cpuUsage();
    expect((await scanFile("a.txt", Buffer.from(line.repeat(count)))).length).toBe(count * 2);
    return process.cpuUsage(start).user / 1000;
  };
  const short = await time(200);
  const long = await time(3200);
  expect({ short, long, ok: long < 2000 || long < short * 64 }).toMatchObject({ ok: true });
});
