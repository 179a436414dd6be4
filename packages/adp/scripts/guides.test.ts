import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCommand } from "../src/main.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const source = join(root, "packages", "adp", "src");
const guides = ["kerberos.md", "troubleshooting.md", "upgrading.md"].map((name) => join(root, "docs", name));

/** The codes that adp's tables of errors define. */
const codes = new Set(
  readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("errors.ts"))
    .flatMap((file) => readFileSync(join(source, file), "utf8").match(/"ADP-[A-Z0-9]+-\d{3}"/g) ?? [])
    .map((code) => code.slice(1, -1)),
);

test.each(guides)("%s names codes that exist", (guide) => {
  const named = readFileSync(guide, "utf8").match(/ADP-[A-Z0-9]+-\d{3}/g) ?? [];
  expect(named.filter((code) => !codes.has(code))).toEqual([]);
});

/** Pages whose commands people type. */
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "layer1-base-image/README.md",
  "platform-bootstrap/README.md",
  "examples/README.md",
  "examples/nyc-flights-incremental/README.md",
  "examples/pagila-sqlmodel-basic/README.md",
  "examples/sqlserver-windows-auth/README.md",
  "cookiecutter-layer2-datakit/README.md",
  "cookiecutter-layer2-datakit/{{cookiecutter.datakit_name}}-datakit/README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The lines of a page's blocks for a shell that begin with adp, and those in backticks that it does not say are missing. */
function commandsIn(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const block = /^ *```(?:bash|sh)?\n(.*?)^ *```$/gms;
  const lines = [...text.matchAll(block)].flatMap(([, inside = ""]) => inside.split("\n"));
  const quoted = [...text.replaceAll(/^ *```.*?^ *```$/gms, "").matchAll(/(?<!\bno )`([^`]+)`/g)];
  return [...lines, ...quoted.map(([, words = ""]) => words)].flatMap(
    (line) => /^\s*(?:\$ )?adp (\S.*)$/.exec(line)?.[1] ?? [],
  );
}

test("every command of adp that a page shows exists, with its options", async () => {
  const shown = pages.flatMap((page) => commandsIn(page).map((line) => ({ page, line })));
  expect(shown.length).toBeGreaterThan(100);
  const wrong: string[] = [];
  for (const { page, line } of shown)
    for (const word of await strangeWords(line)) wrong.push(`${page}: adp ${line}: ${word}`);
  expect(wrong).toEqual([]);
});

test("every place of the clone that adp names in its words exists, or is made by a person", () => {
  const own =
    /(?<![\w/.-])(?:layer1-base-image|platform-bootstrap|cookiecutter-layer2-datakit|runtime-environments|sqlmodel-framework|layer3-warehouse|examples|docs)\/[\w./-]*\w/g;
  // `adp setup` and `adp layer1 build --lock` write the last two.
  const made = ["layer1-base-image/.env", "layer1-base-image/config/krb5.conf", "platform-bootstrap/.env"];
  made.push("platform-bootstrap/setup.toml", "layer1-base-image/layer1.lock");
  const named = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.includes("/testing/"))
    .flatMap((file) => readFileSync(join(source, file), "utf8").match(own) ?? []);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !made.includes(path) && !existsSync(join(root, path)))).toEqual([]);
});

const commands = new Map<string, NonNullable<Awaited<ReturnType<typeof loadCommand>>>>();

/** The words of a command line that adp does not know. */
async function strangeWords(line: string): Promise<string[]> {
  const [own = ""] = line.replace(/\s+#.*$/, "").split(/ -- | \| | && |;/);
  const [first = "", second = ""] = own.split(/\s+/);
  if (first.startsWith("-") || first === "help" || first === "COMMAND") return [];
  const command = commands.get(first) ?? (await loadCommand(first));
  if (command === undefined) return [first];
  commands.set(first, command);
  // `start|stop` and the like stand for several.
  const called =
    command.commands.length === 0 ? [] : second.split(/[|,]/).filter((word) => /^[a-z]/.test(word));
  const unknown = called.filter((word) => command.commands.every((sub) => sub.name() !== word));
  const sub = command.commands.find((one) => one.name() === called[0]) ?? command;
  // Words that go to another program have its options.
  if (["exec", "airflow", "test"].includes(sub.name())) return unknown;
  const known = [...sub.options.flatMap(({ long, short }) => [long, short]), "--help", "-h"];
  const options = [...own.matchAll(/(?:^|\s)(--?[a-z][a-z0-9-]*)/g)].map(([, option = ""]) => option);
  return [...unknown, ...options.filter((option) => !known.includes(option))];
}
