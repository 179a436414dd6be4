import { expect, test } from "vitest";
import { scanFile } from "./scan-file.ts";
import { credentials } from "./testing/credentials.ts";
import { lookAlikes } from "./testing/look-alikes.ts";
import { Values } from "./testing/values.ts";

const lettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test.each(Object.entries(credentials))("found in each form, whatever its value: %s", async (_, forms) => {
  for (const seed of seeds) {
    const values = new Values(seed);
    for (const form of forms) {
      const { path, content } = form(values);
      const found = await scanFile(path, Buffer.from(content));
      expect({ seed, path, content: content.toString("utf8"), found: found.length }).toMatchObject({
        found: expect.toSatisfy((count) => count > 0),
      });
    }
  }
});

/** Signs that no form below has to write in another way. */
const alphabets: Readonly<Record<string, string>> = {
  "letters and digits": lettersAndDigits,
  "a password manager's signs": `${lettersAndDigits}!@#$%^&*`,
  "all signs": `${lettersAndDigits}!#$%&()*+,-./:;<=>?@[]^_{|}~`,
};
const places: readonly ((password: string) => [path: string, content: string])[] = [
  (password) => [".env", `DB_PASSWORD='${password}'\n`],
  (password) => ["config.yaml", `db:\n  host: a\n  password: '${password}'\n`],
  (password) => ["config.json", JSON.stringify({ db: { user: "a", password } }, null, 1)],
  (password) => ["config.toml", `[db]\npassword = '${password}'\n`],
  (password) => ["load.py", `PASSWORD = "${password}"\n`],
  (password) => ["call.py", `connect(host="h", user="u", password="${password}")\n`],
  (password) => ["run.sh", `export PGPASSWORD='${password}'\n`],
  (password) => ["url.py", `url = "postgresql://u:${encodeURIComponent(password)}@db.corp/x"\n`],
  (password) => [
    "airflow_settings.yaml",
    `airflow:\n  connections:\n    - conn_id: a\n      conn_type: postgres\n      conn_password: '${password}'\n`,
  ],
];

// Some look like a variable or a call: $abcdef, load(xyz. Not all can be found; 95 of a hundred must be.
test.each(Object.entries(alphabets))("found, whatever the signs of a password: %s", async (_, alphabet) => {
  const values = new Values(11);
  for (const place of places) {
    const missed: string[] = [];
    for (let count = 0; count < 100; count++) {
      const password = values.text(16, alphabet);
      const [path, content] = place(password);
      if ((await scanFile(path, Buffer.from(content))).length === 0) missed.push(password);
    }
    expect({ place: place("")[0], missed }).toMatchObject({
      missed: expect.toSatisfy((all: string[]) => all.length <= 5),
    });
  }
});

test("what looks like one is none", async () => {
  const alarms: unknown[] = [];
  for (const seed of seeds) {
    const values = new Values(seed);
    for (const form of lookAlikes) {
      const { path, content } = form(values);
      alarms.push(...(await scanFile(path, Buffer.from(content))));
    }
  }
  expect(alarms).toEqual([]);
});

test.each([
  ["pattern.py", 'HEX_PAT = "[0-9A-Fa-f]{1,4}"\nLS32_PAT = "(?:{hex}:{hex}|{ipv4})".format(hex=HEX_PAT)\n'],
  ["grammar.py", 'token = r"[-!#$%&\'*+.^_`|~0-9a-zA-Z]+"\n'],
  ["bundle.js", 'b.createElement("label",null,"Password:"),g?_.a.createElement("code",null,"x"):b\n'],
])("code is no password: %s", async (path, text) => {
  expect(await scanFile(path, Buffer.from(text))).toEqual([]);
});

test("the set is large enough to say something", () => {
  expect(Object.keys(credentials).length).toBeGreaterThanOrEqual(45);
  expect(Object.values(credentials).flat().length).toBeGreaterThanOrEqual(120);
  expect(lookAlikes.length).toBeGreaterThanOrEqual(80);
});
