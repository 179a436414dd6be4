import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { commandList } from "./commands/list.ts";
import type { CommandEntry } from "./kernel/adp-command.ts";
import { secretFolder } from "./kernel/secret-folder.ts";
import { helpText, loadCommand, main } from "./main.ts";

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

const visible = Object.entries<CommandEntry>(commandList).filter(([, { hidden }]) => !hidden);
const names = visible.map(([name]) => name);
/** Every subcommand that people see, and every command without any: ["dev", "start"], ["demo"]. */
const leaves = visible.flatMap(([name, { subcommands }]) =>
  subcommands === undefined
    ? [[name]]
    : Object.entries(subcommands).flatMap(([sub, { hidden }]) => (hidden ? [] : [[name, sub]])),
);

test("any command removes the secrets that a killed one left in memory", async () => {
  const mine = secretFolder();
  const [, namespace = ""] = /adp-secrets-(\d+)-/.exec(mine) ?? [];
  const left = join(dirname(mine), `adp-secrets-${namespace}-${spawnSync("true").pid}-0123456789ab-XXXXXX`);
  mkdirSync(left, { mode: 0o700 });
  expect(await main(["completion", "bash"])).toBe(0);
  expect([existsSync(left), existsSync(mine)]).toEqual([false, true]);
  rmSync(mine, { recursive: true });
});

test("help and version exit 0; no word at all is a usage error with the same help", async () => {
  expect(await main(["--help"])).toBe(0);
  expect(out).toBe(helpText());
  out = "";
  expect(await main(["--version"])).toBe(0);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await main([])).toBe(64);
  expect(helpText()).toContain("--version");
  for (const name of names) expect(helpText()).toContain(`\n  ${name} `);
});

test.each(["18.20.8", "20.18.3"])(
  "Node.js %s is too old: ADP-NODE-002, not a bug; help still comes",
  async (version) => {
    const before = process.versions;
    Object.defineProperty(process, "versions", { value: { ...before, node: version } });
    try {
      expect(await main(["doctor"])).toBe(2);
      expect(err).toContain(`ADP-NODE-002  ${process.execPath} is Node.js ${version}, which is too old.\n`);
      expect(err).toContain("https://nodejs.org/en/download");
      expect(await main(["--help"])).toBe(0);
    } finally {
      Object.defineProperty(process, "versions", { value: before });
    }
  },
);

test.each([["frobnicate"], ["constructor"], ["__proto__"], ["toString"]])(
  "the unknown command %s: ADP-CLI-001, exit 64",
  async (word) => {
    expect(await main([word])).toBe(64);
    expect(err).toContain(`ADP-CLI-001  There is no command "${word}".\n`);
    expect(out).toBe("");
  },
);

test.each([
  [["dve", "start"], `Did you mean "dev"?`],
  [["dev", "strat"], "Did you mean start?"],
  [["dev", "ps"], "Did you mean status?"],
  [["dev", "ps", "--help"], "Did you mean status?"],
  [["help", "dev", "strat"], "Did you mean start?"],
  [["dev", "bash"], "Did you mean exec?"],
  [["start", "--port", "8081"], "dev start --port 8081\n"],
  [["up"], `Did you mean "dev start"?`],
  [["init"], `Did you mean "datakit new"?`],
  [["psql"], "dev sql --help\n"],
  [["version"], `Did you mean "--version"?`],
  [["-v"], " --version\n"],
  [["demo", "--mnths", "1"], "Did you mean --months?"],
])("the near miss %j gets a suggestion", async (args, suggestion) => {
  expect(await main(args)).toBe(64);
  expect(err).toContain(suggestion);
});

test.each([
  [["demo", "--months", "13"], "from 1 to 12"],
  [["demo", "--months"], "argument missing"],
  [["demo", "--airflow", "1.10"], "3.3, 2.11, 2.9"],
  [["demo", "--nonsense"], "--nonsense"],
  [["dev"], "subcommand"],
  [["dev", "run"], "'dag'"],
  [["dev", "start", "--port", "0"], "from 1 to 65535"],
  [["dev", "start", "--port", "1e3"], "from 1 to 65535"],
  [["dev", "status", "--engine", "vm"], "embedded"],
  [["platform", "logs", "--lines", "0"], "from 1 to 100000"],
])("a mistake in the command line, %j: ADP-CLI-002, exit 64, and the help it names", async (args, words) => {
  expect(await main(args)).toBe(64);
  expect(err).toContain("ADP-CLI-002");
  expect(err).toContain(words);
  const line = /next: +(?:adp|node (?:\S+|'[^']*')) (.*)\n +\(shows the options/.exec(err)?.[1] ?? "";
  expect(await main(line.split(" "))).toBe(0);
  const [command, sub = ""] = args;
  expect(out).toMatch(new RegExp(`^Usage: adp ${command} ${sub.startsWith("-") ? "" : sub}`));
});

test("what an error quotes moves nobody's cursor", async () => {
  expect(await main(["\u001b[2J"])).toBe(64);
  expect(err).toContain('There is no command "·[2J".');
});

test("what is to be typed again is quoted for a shell, and goes to the datakit that was named", async () => {
  const kit = mkdtempSync(join(tmpdir(), "adp main "));
  try {
    mkdirSync(join(kit, "dags"));
    writeFileSync(join(kit, "Dockerfile"), "FROM layer1-airflow:latest\n");
    const words = ["dev", "run", "d", "--conf", '{"n": 4}', "--datakit", kit];
    expect(await main(words)).toBe(2);
    const [first = "", then = ""] = [...err.matchAll(/^ {2}(?:first|then): +(.*)$/gm)].map(
      ([, line]) => line,
    );
    expect(first).toMatch(/ dev start --datakit /);
    for (const line of [first, then]) {
      const command = line.replace(/^(node \S+|adp) /, "");
      const typed = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" });
      expect(typed).toBe(`${(line === then ? words : ["dev", "start", "--datakit", kit]).join("\n")}\n`);
    }
  } finally {
    rmSync(kit, { recursive: true });
  }
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

test.each([...names.map((name) => [name]), ...leaves])(
  "adp %s %s --help: examples, at most 80 columns; adp help says the same",
  async (...words) => {
    const typed = words.filter((word) => typeof word === "string");
    expect(await main([...typed, "--help"])).toBe(0);
    expect(out).toContain(`Usage: adp ${typed.join(" ")}`);
    expect(out).toContain("Examples:");
    for (const line of out.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    const help = out;
    out = "";
    expect(await main(["help", ...typed])).toBe(0);
    expect(out).toBe(help);
  },
);

test("the help of adp has at most 80 columns, and summaries fit into lists", () => {
  for (const line of helpText().split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  const entries = Object.values<CommandEntry>(commandList);
  for (const { summary } of entries.flatMap((entry) => [entry, ...Object.values(entry.subcommands ?? {})]))
    expect(summary.length, summary).toBeLessThanOrEqual(60);
});

test("the list has the subcommands that the commands have, and examples that they can parse", async () => {
  for (const [name, entry] of visible) {
    const command = await loadCommand(name);
    expect(command?.commands.map((sub) => sub.name()).sort()).toEqual(
      Object.keys(entry.subcommands ?? {}).sort(),
    );
    const all = [entry, ...Object.values(entry.subcommands ?? {})].flatMap((one) => one.examples);
    for (const [example] of all) {
      const [, word = "", sub] = example.replace(/^source <\(/, "").split(" ");
      const owner = await loadCommand(word);
      const target = owner?.commands.find((one) => one.name() === sub) ?? owner;
      const known = target?.options.map(({ long }) => long) ?? [];
      for (const option of (example.split(" -- ")[0] ?? "").matchAll(/ (--[a-z-]+)/g))
        expect(known, example).toContain(option[1]);
    }
  }
});
