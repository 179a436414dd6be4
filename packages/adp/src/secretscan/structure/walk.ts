import type { Entry } from "./entry.ts";

const deepest = 60;
/** Maps that give a name and a value as two fields: Kubernetes' env, Airflow's variables, dbt's, ECS's. */
const pairs = [
  ["name", "value"],
  ["key", "value"],
  ["Name", "Value"],
  ["Key", "Value"],
  ["variable_name", "variable_value"],
  ["key", "val"],
  ["variable", "value"],
] as const;

/** Every text in parsed data, by its key. Texts that are JSON themselves, and NAME=value in lists, are opened. */
export function* walk(data: unknown, name = "", depth = 0): Generator<Entry> {
  if (depth > deepest) return;
  if (typeof data === "string") yield* text(data, name, depth);
  else if (typeof data === "number" || typeof data === "bigint") yield { name, value: String(data) };
  else if (Array.isArray(data))
    for (const item of data) {
      const assigned = typeof item === "string" ? /^([A-Za-z_][\w.-]*)=(.+)$/s.exec(item) : null;
      if (assigned?.[1] !== undefined) yield* walk(assigned[2], assigned[1], depth + 1);
      else yield* walk(item, name, depth + 1);
    }
  else if (isMap(data)) yield* map(data, name, depth);
}

function* map(data: Readonly<Record<string, unknown>>, name: string, depth: number): Generator<Entry> {
  if (data.kind === "Secret" && ("data" in data || "stringData" in data)) yield* secret(data);
  for (const [nameKey, valueKey] of pairs) {
    const [called, value] = [data[nameKey], data[valueKey]];
    if (typeof called === "string" && typeof value === "string") yield* walk(value, called, depth + 1);
  }
  const isSchema = typeof data.type === "string" && ("properties" in data || "description" in data);
  for (const [key, value] of Object.entries(data)) {
    // Bitnami's SealedSecret: only its cluster can read it.
    if (key === "encryptedData") continue;
    if (data.kind === "Secret" && (key === "data" || key === "stringData")) continue;
    if (isSchema && typeof value === "string" && /^(?:example|title|description|pattern|format)$/.test(key))
      continue;
    // Compose and Helm nest what others write with an underscore: auth: {value: …}
    const isValueOnly =
      /^(?:value|default|plain|content)$/i.test(key) && typeof value === "string" && name !== "";
    yield* walk(value, isValueOnly ? name : key, depth + 1);
  }
}

/** `data` is in base64. */
function* secret(data: Readonly<Record<string, unknown>>): Generator<Entry> {
  for (const [field, decode] of [
    ["data", (value: string) => Buffer.from(value, "base64").toString("utf8")],
    ["stringData", (value: string) => value],
  ] as const) {
    const values = data[field];
    if (!isMap(values)) continue;
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== "string") continue;
      const plain = decode(value.replace(/\s/g, ""));
      yield { name, value: field === "stringData" ? value : plain, isSecret: true };
    }
  }
}

function* text(value: string, name: string, depth: number): Generator<Entry> {
  const trimmed = value.trim();
  if (/^[{[]/.test(trimmed) && trimmed.length > 8) {
    const inside = json(trimmed);
    if (inside !== undefined) {
      yield* walk(inside, name, depth + 1);
      return;
    }
  }
  yield { name, value };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMap(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
