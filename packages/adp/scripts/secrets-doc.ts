// Writes docs/secret-scan.md: the guide, and what the scan finds of the made-up set in secretscan/testing. gitleaks is asked
// where it is installed (`go install github.com/zricethezav/gitleaks/v8@latest`, or ADP_GITLEAKS) and ADP_E2E_GITLEAKS is set;
// otherwise what it found stays as the page has it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeRules, rules } from "../src/secretscan/rules/index.ts";
import { scanFile } from "../src/secretscan/scan-file.ts";
import { scanSecretlint } from "../src/secretscan/secretlint.ts";
import { credentials } from "../src/secretscan/testing/credentials.ts";
import { gitleaksFinds, gitleaksVersion } from "../src/secretscan/testing/gitleaks.ts";
import { lookAlikes } from "../src/secretscan/testing/look-alikes.ts";
import { Values } from "../src/secretscan/testing/values.ts";
import { generated } from "./generated.ts";

const seeds = Array.from({ length: 10 }, (_, index) => index + 1);

interface Row {
  readonly kind: string;
  readonly forms: number;
  planted: number;
  found: number;
  bySecretlint: number;
}

interface Planted {
  readonly kind: string;
  readonly path: string;
  readonly content: string | Buffer;
}
const planted: Planted[] = [];

const rows: Row[] = [];
for (const [kind, forms] of Object.entries(credentials)) {
  const row = { kind, forms: forms.length, planted: 0, found: 0, bySecretlint: 0 };
  for (const seed of seeds) {
    const values = new Values(seed);
    for (const form of forms) {
      const { path, content } = form(values);
      const bytes = Buffer.from(content);
      planted.push({ kind, path, content });
      row.planted++;
      if ((await scanFile(path, bytes)).length > 0) row.found++;
      if ((await scanSecretlint({ path, content: bytes.toString("utf8") })).length > 0) row.bySecretlint++;
    }
  }
  rows.push(row);
}
let alarms = 0;
let alarmsOfSecretlint = 0;
for (const seed of seeds) {
  const values = new Values(seed);
  for (const form of lookAlikes) {
    const { path, content } = form(values);
    const bytes = Buffer.from(content);
    planted.push({ kind: "", path, content });
    if ((await scanFile(path, bytes)).length > 0) alarms++;
    if ((await scanSecretlint({ path, content: bytes.toString("utf8") })).length > 0) alarmsOfSecretlint++;
  }
}
const gitleaks = process.env.ADP_E2E_GITLEAKS === undefined ? undefined : await askGitleaks();
const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "secret-scan.md"), "utf8");
/** The last cell of a row of the page as it is. */
const committed = (row: string) =>
  page
    .split("\n")
    .find((line) => line.startsWith(`| ${row} |`))
    ?.split(" | ")
    .at(-1)
    ?.replace(/ \|$/, "") ?? "not run";
const byGitleaks = (row: string, kind: string) =>
  gitleaks === undefined ? committed(row) : String(gitleaks.found(kind));
const gitleaksName = gitleaks?.name ?? /gitleaks v?[\d.]+/.exec(page)?.[0] ?? "gitleaks";

/** In how many of the files of a kind gitleaks finds anything. */
async function askGitleaks() {
  const version = await gitleaksVersion();
  if (version === undefined) throw new Error("gitleaks is not installed");
  const found = await gitleaksFinds(planted);
  return {
    name: `gitleaks ${version}`,
    found: (kind: string) =>
      planted.filter(
        (one, index) => (kind === "all" ? one.kind !== "" : one.kind === kind) && found.has(index),
      ).length,
  };
}
const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);

const foundRow = `found of ${sum((row) => row.planted)}`;
const alarmsRow = `false alarms of ${lookAlikes.length * seeds.length}`;

const lines = [
  "# The secret scan",
  "",
  "`adp secrets scan` looks for credentials in what you commit. A finding names the file, the line, the kind and what to do,",
  "never the value. The exit code is 77 where a credential is found, and 2 where a file could not be read.",
  "",
  "| to scan | type |",
  "|---|---|",
  "| the repository's files below this folder | `adp secrets scan` |",
  "| files and folders, also outside a repository | `adp secrets scan .env config` |",
  "| what the next commit would hold | `adp secrets scan --staged` |",
  "| what a merge request adds, in CI | `adp secrets scan --since origin/main` |",
  "| everything that was ever committed, messages included | `adp secrets scan --all-history` |",
  "| standard input | `adp secrets scan - --name values.yaml` |",
  "",
  "`--json` and `--sarif` print documents. `adp secrets hook` has git scan every commit. Where the repository uses pre-commit,",
  "husky or lefthook, it adds the scan to their configuration.",
  "",
  "## What is read",
  "",
  "- YAML, JSON, TOML, dotenv, INI and properties files, notebooks, and Airflow's, dbt's, Docker's and Kubernetes' own files are",
  "  parsed, and values judged by their names. Comments count as well. What a parser does not take, such as a Helm template,",
  "  is read line by line.",
  "- All other texts are searched by rules, secretlint's and adp's own; UTF-16 as well.",
  "- Binary files are judged by their content: keytabs, ticket caches, key stores, keys in DER form, password columns in SQLite. A Java",
  "  store of certificates alone, as every Java brings one, is none.",
  "- `.env`, `airflow_settings.yaml`, `connections.*` and `profiles.yml` are read also where git ignores them.",
  "",
  "A file that cannot be read is named, and the scan fails (`ADP-SEC-005`). A file of any size is scanned in parts: 1 GB takes less",
  "than 400 MB of memory.",
  "",
  "## What is left out",
  "",
  "Made-up logins of tests: a line `PATTERN -secretscan` in `.gitattributes`. Only the staged file counts. The scan prints how",
  "many files are exempt.",
  "",
  "A single finding: an entry in `.adp-secrets.toml` at the top of the repository, staged as well. A real credential that must",
  "stay for now needs an end date; after it, the finding comes back.",
  "",
  "```toml",
  "[[allow]]",
  'path = "docker/legacy/*.env"   # * within a folder, ** across folders',
  'rule = "named-password"        # as --json names it; without it, any',
  'reason = "the legacy load moves to Kerberos in March"',
  "real = true",
  "until = 2027-03-31",
  "```",
  "",
  "## Figures",
  "",
  `${sum(({ forms }) => forms)} forms of ${rows.length} kinds of credentials, and ${lookAlikes.length} texts that only look like one, each with`,
  "values from ten seeds (`packages/adp/src/secretscan/testing/`). The rules were written with this set in view: on files",
  "that nobody has seen yet, expect less. secretlint is its recommended preset alone, and gitleaks has its default rules. Each",
  "finds kinds that are not in this set. `npm run secrets-doc` makes the table; gitleaks is asked again with",
  "`ADP_E2E_GITLEAKS=1`, where it is installed by `go install`. With that variable a test also holds the scan to the examples",
  "of gitleaks' own rules for these kinds: 95 % are found.",
  "",
  "In an installed Airflow with all its packages (lines 2.9, 2.11 and 3.3) nothing is found but what",
  "`packages/adp/src/secretscan/testing/airflow/.adp-secrets.toml` lists with a reason each: examples of documentation, public badges.",
  "",
  `| | adp | secretlint | ${gitleaksName} |`,
  "|---|---|---|---|",
  `| ${foundRow} | ${sum(({ found }) => found)} | ${sum(({ bySecretlint }) => bySecretlint)} | ${byGitleaks(foundRow, "all")} |`,
  `| ${alarmsRow} | ${alarms} | ${alarmsOfSecretlint} | ${byGitleaks(alarmsRow, "")} |`,
  "",
  "| kind | forms | planted | found | secretlint | gitleaks |",
  "|---|---|---|---|---|---|",
  ...rows.map(
    (row) =>
      `| ${row.kind} | ${row.forms} | ${row.planted} | ${row.found} | ${row.bySecretlint} | ${byGitleaks(row.kind, row.kind)} |`,
  ),
  "",
  "## Rules",
  "",
  "| rule | finds |",
  "|---|---|",
  ...[...rules, ...codeRules].map(({ id, what }) => `| ${id} | ${what} |`),
  "| named-password | a value by its name, in a structured file |",
  "| kubernetes-secret | a value of a Kubernetes Secret |",
  "| keytab, ccache, key-store, sqlite-password | binary files by their content |",
];
generated("secret-scan.md", `${lines.join("\n")}\n`, "npm run secrets-doc");
