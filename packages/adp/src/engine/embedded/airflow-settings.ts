import { join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { parse, YAMLParseError } from "yaml";
import * as z from "zod/mini";
import { AdpError } from "../../kernel/errors.ts";
import { readIfPresent } from "../../kernel/files.ts";
import { checkValue } from "../../kernel/json.ts";
import { errors } from "../errors.ts";

/** What a datakit's airflow_settings.yaml declares, in the form that Airflow takes. */
interface AirflowSettings {
  /** AIRFLOW_CONN_* and AIRFLOW_VAR_*. */
  readonly variables: Readonly<Record<string, string>>;
  readonly pools: readonly Pool[];
  /** The connections and variables under their own names, as `airflow connections import` and `variables import` take them. */
  readonly imports: {
    readonly connections: Readonly<Record<string, unknown>>;
    readonly variables: Readonly<Record<string, string>>;
  };
}

export interface Pool {
  readonly name: string;
  readonly slots: number;
  readonly description: string;
}

export const SETTINGS_FILE = "airflow_settings.yaml";

/** A YAML scalar as its text. A blank is one to fill in. */
const word = z.pipe(
  z.nullish(z.union([z.string(), z.number(), z.boolean()])),
  z.transform((value) => String(value ?? "")),
);
const whole = z.pipe(
  z.nullish(z.union([z.int(), z.string().check(z.regex(/^\d*$/))])),
  z.transform((value) => (value === undefined || value === null || value === "" ? undefined : Number(value))),
);
const connection = z.object({
  ...{ conn_id: word, conn_uri: word, conn_type: word, conn_host: word, conn_schema: word },
  ...{ conn_login: word, conn_password: word, conn_port: whole },
  conn_extra: z.union([z.record(z.string(), z.unknown()), word]),
});
const variable = z.object({ variable_name: word, variable_value: word });
const pool = z.object({ pool_name: word, pool_slot: whole, pool_description: word });
const settingsFile = z.nullish(
  z.object({
    airflow: z.nullish(
      z.object({
        connections: z.nullish(z.array(connection)),
        variables: z.nullish(z.array(variable)),
        pools: z.nullish(z.array(pool)),
      }),
    ),
  }),
);

/** Reads the file of the Astro CLI: connections, variables and pools. An entry without an id is a blank to fill in. */
export function readAirflowSettings(datakit: string): AirflowSettings {
  const path = join(datakit, SETTINGS_FILE);
  const text = readIfPresent(path);
  if (text === undefined) return { variables: {}, pools: [], imports: { connections: {}, variables: {} } };
  const { connections, variables, pools } = parsed(text, path)?.airflow ?? {};
  return {
    variables: Object.fromEntries([
      ...(connections ?? [])
        .filter(({ conn_id }) => conn_id !== "")
        .map((one) => [`AIRFLOW_CONN_${one.conn_id.toUpperCase()}`, asVariable(one)]),
      ...(variables ?? [])
        .filter(({ variable_name }) => variable_name !== "")
        .map((one) => [`AIRFLOW_VAR_${one.variable_name.toUpperCase()}`, one.variable_value]),
    ]),
    imports: {
      connections: Object.fromEntries(
        (connections ?? [])
          .filter(({ conn_id }) => conn_id !== "")
          .map((one) => [one.conn_id, asImport(one)]),
      ),
      variables: Object.fromEntries(
        (variables ?? [])
          .filter(({ variable_name }) => variable_name !== "")
          .map((one) => [one.variable_name, one.variable_value]),
      ),
    },
    pools: (pools ?? []).flatMap(({ pool_name: name, pool_slot: slots, pool_description: description }) =>
      name !== "" && slots !== undefined ? [{ name, slots, description }] : [],
    ),
  };
}

/** A connection as `airflow connections import` reads it from a file. */
function asImport(entry: z.output<typeof connection>): unknown {
  if (entry.conn_uri !== "") return entry.conn_uri;
  const { extra, ...fields } = fieldsOf(entry);
  if (extra === undefined) return fields;
  return { ...fields, ...(typeof extra === "object" ? { extra_dejson: extra } : { extra }) };
}

/** A connection as Airflow reads it from a variable that holds JSON. */
function asVariable(entry: z.output<typeof connection>): string {
  return entry.conn_uri === "" ? JSON.stringify(fieldsOf(entry)) : entry.conn_uri;
}

/** What is filled in. */
function fieldsOf(entry: z.output<typeof connection>): Record<string, unknown> {
  const { conn_type, conn_host: host, conn_schema: schema, conn_login: login } = entry;
  const { conn_password: password, conn_port: port = "", conn_extra: extra } = entry;
  const fields = { conn_type, host, schema, login, password, port, extra };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

function parsed(text: string, path: string): z.output<typeof settingsFile> {
  const next = [act(`correct ${path}, or copy airflow_settings.example.yaml again`), again];
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new AdpError(errors.airflowSettings, {
      what: `${path} is not YAML.`,
      // The first line alone: the parser's picture of the place below it may show a password.
      why: error.message.split("\n")[0]?.replace(/:$/, ".") ?? "",
      next,
    });
  }
  const { value, reason } = checkValue(document, settingsFile);
  if (reason === undefined) return value;
  throw new AdpError(errors.airflowSettings, {
    what: `${path} has an entry that Airflow cannot take.`,
    why: reason,
    next,
  });
}
