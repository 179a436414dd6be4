// Writes docs/errors.md from the errors that the source defines.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCatalogue } from "../src/kernel/errors.ts";
import { generated } from "./generated.ts";

const source = join(import.meta.dirname, "..", "src");

// Importing a module registers its errors; only those that define one are imported.
for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
  if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file.endsWith(".d.ts")) continue;
  const path = join(source, file);
  if (/= defineErrors?\(/.test(readFileSync(path, "utf8"))) await import(path);
}

const rooms = new Map([
  ["AF", "Airflow's services"],
  ["CHK", "adp doctor"],
  ["CLI", "The command line"],
  ["CRED", "Logins"],
  ["DAG", "DAGs and their runs"],
  ["DATA", "Files and other programs' answers"],
  ["DEMO", "adp demo"],
  ["DEV", "adp dev"],
  ["DOC", "Docker"],
  ["INS", "adp install"],
  ["KIT", "Datakits and the template"],
  ["L1", "Layer 1"],
  ["L3", "Layer 3"],
  ["NODE", "Node.js"],
  ["PG", "The embedded PostgreSQL"],
  ["PLAT", "adp platform"],
  ["PY", "Python, uv and packages"],
  ["RNR", "adp runners"],
  ["RUN", "The run folder"],
  ["SEC", "Credentials in git"],
  ["SET", "adp setup"],
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
  "`make` prints `ADP-NODE-001` and `ADP-NODE-002`, too, and one of its own: `ADP-CLEAN-001` (`make clean` while a datakit",
  "runs). `ADP-BUG-001` is a bug in adp: please report it with the lines that it prints.",
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
generated("errors.md", `${lines.join("\n")}\n`, "npm run errors");
