import { isStandIn } from "../value.ts";
import type { Rule } from "./rule.ts";

export const airflowRules: readonly Rule[] = [
  {
    id: "airflow-connection",
    what: "a password in an Airflow connection",
    reach: { before: 4096, behind: 4096 },
    hints: ["conn_type", "airflow_conn_"],
    // A call is code that reads the password from somewhere, `password: word(entry.password)`, and what has brackets is its
    // type, `password: Optional[str]`. What begins below the name is a schema of its own.
    pattern:
      /(?:^|\n)(?=[^\n]*\bpassword\b)[ \t]*["']?password["']?\s*:[ \t]*(?:["']|(?!\w+\(|(?:Optional|Union|Annotated|Literal|list|dict|type)\[))(?<value>[^\s"',{}$<]{4,200})(?=[\s\S]{0,400}conn_type)|conn_type(?:[^\n]{0,300}\n){0,12}?\s*["']?password["']?\s*:[ \t]*(?:["']|(?!\w+\(|(?:Optional|Union|Annotated|Literal|list|dict|type)\[))(?<value2>[^\s"',{}$<]{4,200})/g,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? ""),
  },
  {
    id: "airflow-connection-json",
    what: "a password in an Airflow connection",
    hints: ["conn_type"],
    // In an environment variable it is one line, with escaped quotes if that is inside JSON.
    pattern:
      /\\{0,8}["']conn_type\\{0,8}["'][^\n]{0,1000}?["']password\\{0,8}["']\s*:\s*\\{0,8}["'](?<value>[^"'\\\n]{4,200})|["']password\\{0,8}["']\s*:\s*\\{0,8}["'](?<value2>[^"'\\\n]{4,200})\\{0,8}["'][^\n]{0,1000}?["']conn_type\\{0,8}["']/g,
    accepts: ({ value, value2 }) => !isStandIn(value ?? value2 ?? ""),
  },
  {
    id: "airflow-fernet",
    what: "Airflow's Fernet key",
    hints: ["fernet_key"],
    pattern: /fernet_key\s*[=:]\s*["']?(?<value>[A-Za-z0-9_-]{43}=)/gi,
  },
];
