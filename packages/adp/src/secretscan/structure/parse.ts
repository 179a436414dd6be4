import { basename } from "node:path";
import type { Entry } from "./entry.ts";
import { lines } from "./lines.ts";
import { walk } from "./walk.ts";

type Format = "json" | "yaml" | "toml" | "lines";

const byName: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:json|jsonc|tfstate|ipynb|webmanifest|har|dockerconfigjson)$|^\.?dockerc(?:onfig|fg)$/i, "json"],
  [
    /\.(?:ya?ml)(?:\.(?:j2|tpl|tmpl|example|sample|dist|bak|old|orig|gotmpl))?$|^\.(?:yarnrc|clang-format)$/i,
    "yaml",
  ],
  [/\.toml$|^(?:Pipfile|\.secretlintrc\.toml)$/i, "toml"],
  [
    /(?:^|\.)env(?:rc)?(?:\.[\w.-]+)?$|\.(?:ini|cfg|conf|cnf|config|properties|props|tfvars|envrc|pypirc|npmrc|netrc|pgpass|jaas|sh|bash|zsh|ksh|profile|bat|cmd|ps1|service|dsn|odbc|bak|old|orig)$|^(?:\.?(?:my\.cnf|odbc\.ini|odbcinst\.ini|pypirc|npmrc|s3cfg|boto|bashrc|zshrc|profile|bash_profile|bash_history|zsh_history|psql_history|gitconfig|git-credentials|credentials|config|smbcredentials|pg_service\.conf|snowsql|dbtrc))$|^(?:Dockerfile|Containerfile|Makefile|GNUmakefile|Procfile|Jenkinsfile)(?:\..*)?$|\.(?:dockerfile|mk)$|^conn(?:ection)?s?\.(?:txt|env)$/i,
    "lines",
  ],
];
const largest = 1024 * 1024;

export function formatOf(path: string): Format | undefined {
  const name = basename(path);
  return byName.find(([pattern]) => pattern.test(name))?.[1];
}

/** The values of a structured file by their names. What its parser does not take is read line by line. */
export async function entriesOf(path: string, content: string): Promise<Entry[]> {
  const format = formatOf(path);
  if (format === undefined) return [];
  const parsed = format === "lines" || content.length > largest ? undefined : await parse(format, content);
  if (parsed === undefined) return [...lines(content)];
  const named = [...walk(parsed)];
  // A parser drops comments, and people comment out what worked.
  const commented = format === "json" ? [] : [...lines(onlyComments(content))];
  return [...named, ...commented];
}

async function parse(format: Format, content: string): Promise<unknown> {
  try {
    if (format === "json") return JSON.parse(content.replace(/^\uFEFF/, ""));
    if (format === "toml") return (await import("smol-toml")).parse(content);
    const { parseAllDocuments } = await import("yaml");
    const documents = parseAllDocuments(content, {
      schema: "failsafe",
      uniqueKeys: false,
      logLevel: "silent",
    });
    if (!Array.isArray(documents)) return undefined;
    if (documents.some((one) => one.errors.length > 0)) return undefined;
    return documents.map((one) => one.toJS({ maxAliasCount: 1000 }) as unknown);
  } catch {
    // Damaged, a template, or another dialect: read by lines.
    return undefined;
  }
}

/** The text with nothing but its comments, at their lines. */
function onlyComments(content: string): string {
  return content
    .split("\n")
    .map((line) => (/^\s*[#;]/.test(line) ? line : ""))
    .join("\n");
}
