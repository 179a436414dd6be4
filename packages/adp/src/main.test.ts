import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { words } from "./install/words.ts";
import { main } from "./main.ts";

let out = "";
let err = "";
beforeEach(() => {
  out = "";
  err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

test("help and version exit 0; no word at all is a usage error with the same help", async () => {
  expect(await main(["--help"])).toBe(0);
  expect(out).toMatch(/^Usage: adp COMMAND/);
  out = "";
  expect(await main(["--version"])).toBe(0);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await main([])).toBe(64);
});

test.each([["frobnicate"], ["constructor"], ["__proto__"], ["toString"]])(
  "the unknown command %s: ADP-CLI-001, exit 64",
  async (word) => {
    expect(await main([word])).toBe(64);
    expect(err).toContain(`ADP-CLI-001  There is no command "${word}".`);
    expect(out).toBe("");
  },
);

test.each([
  [["demo", "--months", "13"], "whole number from 1 to 12"],
  [["demo", "--months"], "argument missing"],
  [["demo", "--airflow", "1.10"], "3.3, 2.11, 2.9"],
  [["demo", "--nonsense"], "Unknown option '--nonsense'"],
  [["dev", "strat"], "start"],
  [["dev"], "adp dev needs to know what to do"],
  [["dev", "run"], "Missing required argument 'dag'"],
  [["dev", "start", "--port", "0"], "from 1 to 65535"],
  [["dev", "start", "--port", "1e3"], "from 1 to 65535"],
])(
  "a mistake in the command line, %j: ADP-CLI-002, exit 64, one command to see the help",
  async (args, words) => {
    expect(await main(args)).toBe(64);
    expect(err).toContain("ADP-CLI-002");
    expect(err).toContain(words);
    expect(err).toMatch(/next: /);
  },
);

test.each([
  [["demo", "--months", "99"], "demo --months 1"],
  [["demo", "--airflow", "1.10"], "demo --airflow 3.3"],
  [["dev", "start", "--port", "0"], "dev start --port 8080"],
  [["dev", "status", "--engine", "vm"], "dev status --engine embedded"],
  [["dev", "run", "d", "--conf", "["], `dev run my_dag --conf '{"month": "2013-01"}'`],
  [["platform", "logs", "--lines", "0"], "platform logs --lines 100"],
  [["ticket", "test", "--spn", "x"], "ticket test --spn MSSQLSvc/db.corp.example:1433"],
  [["ticket", "test", "--postgres", "/"], "ticket test --postgres db.corp.example:5432/postgres"],
])("what %j is told to type is a whole command", async (args, whole) => {
  expect(await main(args)).toBe(64);
  const line = /next: (.*?) {3}is (?:an example|the default)/.exec(err)?.[1] ?? "";
  expect(line.replace(/^(adp|node (\S+|'[^']*')) /, "")).toBe(whole);
});

test.each(Object.keys(words).map((name) => [name]))(
  "adp %s with a mistake: what it says to type can be typed",
  async (name) => {
    expect(await main([name, "--no-such-option"])).toBe(64);
    const line = /next: (.*?) {3}shows the options/.exec(err)?.[1] ?? "";
    // As a shell would: the program, with the words that follow it.
    const typed = line.replace(/^(adp|node (\S+|'[^']*')) /, "").split(" ");
    expect(await main(typed), line).toBe(0);
    expect(out).toContain(`Usage: adp ${name}`);
  },
);

test("what an error quotes moves nobody's cursor", async () => {
  expect(await main(["\u001b[2J"])).toBe(64);
  expect(err).toContain('There is no command "·[2J".');
});

test("a configuration that is not a JSON object: ADP-DEV-002", async () => {
  for (const text of ["{", "[1]", "null", "7"]) {
    err = "";
    expect(await main(["dev", "run", "d", "--conf", text])).toBe(64);
    expect(err).toContain("ADP-DEV-002");
  }
});

test("with --json an error is one document on stdout, and words on stderr", async () => {
  expect(await main(["dev", "status", "--json", "--datakit", "/nonexistent"])).toBe(64);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "ADP-DEV-001", next: expect.any(Array) } });
  expect(err).toContain("ADP-DEV-001");
});

test.each(Object.keys(words))(
  "adp %s --help has examples, and names the words that completion knows",
  async (name) => {
    expect(await main([name, "--help"])).toBe(0);
    expect(out).toContain("Examples:");
    for (const word of words[name] ?? []) expect(out).toContain(word);
  },
);
