// Writes docs/errors.md from the errors that the source defines. `--check` fails when the committed file differs.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCatalogue } from "../src/kernel/errors.ts";

const source = join(import.meta.dirname, "..", "src");
const target = join(import.meta.dirname, "..", "..", "..", "docs", "errors.md");

// Importing a module registers its errors; only those that define one are imported.
for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
  if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file.endsWith(".d.ts")) continue;
  const path = join(source, file);
  if (readFileSync(path, "utf8").includes("= defineError(")) await import(path);
}

const rooms = new Map([
  ["AF", "Airflow's services"],
  ["CLI", "The command line"],
  ["CRED", "Logins, and where they stand"],
  ["DAG", "DAGs and their runs"],
  ["DEMO", "adp demo"],
  ["DEV", "adp dev"],
  ["DOC", "Docker"],
  ["INS", "adp install"],
  ["KIT", "Datakits and the template"],
  ["L1", "Layer 1"],
  ["PG", "The embedded PostgreSQL"],
  ["PLAT", "adp platform"],
  ["PY", "Python, uv and packages"],
  ["RUN", "The run folder"],
  ["SEC", "Credentials in git"],
  ["SQL", "adp dev sql"],
  ["TKT", "adp ticket"],
]);
const exits = new Map([
  [1, "1, the job failed"],
  [2, "2, the platform or the network"],
  [64, "64, usage"],
  [77, "77, a credential"],
]);

const lines = [
  "# Errors",
  "",
  "Every error that adp can print. Each is printed with what happened, why, and what to type next; the code stays the",
  "same between versions, so that it can be searched for. Made from the source by `npm run errors`.",
  "",
  "Two more come before adp can run: `ADP-NODE-001` (Node.js not found) and `ADP-NODE-002` (Node.js too old), both from",
  "`make`. `ADP-BUG-001` is a mistake of adp's own: please report it with the lines that it prints.",
];
const catalogue = errorCatalogue();
for (const [room, title] of rooms) {
  const own = catalogue.filter((entry) => entry.code.startsWith(`ADP-${room}-`));
  if (own.length === 0) continue;
  lines.push("", `## ${title}`, "", "| code | what happened | exit |", "|---|---|---|");
  for (const entry of own) lines.push(`| ${entry.code} | ${entry.title} | ${exits.get(entry.exit)} |`);
}
const unknown = catalogue.filter((entry) => !rooms.has(entry.code.split("-")[1] ?? ""));
if (unknown.length > 0) throw new Error(`no heading for ${unknown.map((entry) => entry.code).join(", ")}`);
const text = `${lines.join("\n")}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    process.stderr.write("docs/errors.md differs from the source: npm run errors, and commit it\n");
    process.exit(1);
  }
  process.stdout.write(`docs/errors.md lists the ${catalogue.length} errors of the source\n`);
} else {
  mkdirSync(join(target, ".."), { recursive: true });
  writeFileSync(target, text);
}
