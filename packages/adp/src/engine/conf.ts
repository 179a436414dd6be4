import { adp, run } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { tryJson } from "../kernel/json.ts";
import { errors } from "./errors.ts";

const Conf = z.record(z.string(), z.unknown());

/** The configuration of a DAG run, as `--conf` gives it. */
export function parseConf(text: string): Record<string, unknown> {
  const conf = tryJson(text, Conf);
  if (conf !== undefined) return conf;
  throw new AdpError(errors.conf, {
    what: `--conf takes a JSON object, not ${text}.`,
    next: [run(adp`dev run my_dag --conf ${'{"month": "2013-01"}'}`, "is an example")],
  });
}
