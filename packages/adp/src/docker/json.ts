import { again, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { parseJson } from "../kernel/json.ts";

/** docker prints null for what is empty. */
export const strings = z.pipe(
  z.nullish(z.array(z.string())),
  z.transform((value) => value ?? []),
);
export const texts = z.pipe(
  z.nullish(z.record(z.string(), z.string())),
  z.transform((value) => value ?? {}),
);
export const text = z.pipe(
  z.nullish(z.string()),
  z.transform((value) => value ?? ""),
);

/** What docker printed, as the schema says. */
export function parseDocker<Schema extends z.ZodMiniType>(
  stdout: string,
  schema: Schema,
  command: string,
): z.output<Schema> {
  return parseJson(stdout, schema, {
    from: command,
    next: [run(shell`docker version`, "shows whether client and engine fit"), again],
  });
}
