import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The DAG ids that the text of a datakit's files names, without starting Python: for completion, where a guess in
 * milliseconds is worth more than the truth in seconds. A DAG whose id is computed is not among them.
 */
export function dagIds(datakit: string): string[] {
  const folder = join(datakit, "dags");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".py"),
  );
  const ids = files.flatMap((name) => idsIn(readFileSync(join(folder, name), "utf8")));
  return [...new Set(ids)].sort();
}

const call = /(?<![\w.])DAG\(\s*["']([\w.-]+)["']/g;
const keyword = /(?<!\w)dag_id\s*=\s*["']([\w.-]+)["']/g;
/** A decorator without a dag_id: the function's name is the id. */
const decorated = /^@dag(?:\((?:(?!dag_id|^def )[\s\S])*?\))?\s*\n(?:@.*\n)*def (\w+)/gm;

function idsIn(text: string): string[] {
  return [call, keyword, decorated].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((found) => found[1] ?? ""),
  );
}
