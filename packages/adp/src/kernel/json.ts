import type { Next } from "@airflow-data-platform/cli-kit";
import { en } from "zod/locales";
import type * as z from "zod/mini";
import { AdpError, defineErrors, Exit } from "./errors.ts";

const { UNREADABLE } = defineErrors({
  UNREADABLE: [
    "ADP-DATA-001",
    Exit.platform,
    "A file or a program's answer does not have the expected form.",
  ],
});

/** Where a JSON text comes from: a path, or a command such as "docker image inspect". Shown to the user. */
export interface JsonSource {
  readonly from: string;
  readonly next: Next;
}

/** The document of a JSON text, as the schema says. Throws ADP-DATA-001, which never repeats the text. */
export function parseJson<Schema extends z.ZodMiniType>(
  text: string,
  schema: Schema,
  source: JsonSource,
): z.output<Schema> {
  const { value, reason } = checkJson(text, schema);
  if (reason === undefined) return value;
  throw new AdpError(UNREADABLE, {
    what: `${source.from} does not have the expected form.`,
    why: reason,
    next: source.next,
  });
}

/** The same for a caller that has an answer of its own to a text that does not fit. */
export function tryJson<Schema extends z.ZodMiniType>(
  text: string,
  schema: Schema,
): z.output<Schema> | undefined {
  return checkJson(text, schema).value;
}

const messages = en().localeError;

/** What was read, or why it does not fit: one sentence, which never repeats the text. */
type Checked<T> = { value: T; reason?: undefined } | { value?: undefined; reason: string };

/** For a caller with an error of its own, which tells the reason. */
export function checkJson<Schema extends z.ZodMiniType>(
  text: string,
  schema: Schema,
): Checked<z.output<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message repeats what it read, and that could be a password.
    return { reason: text.trim() === "" ? "It is empty." : "It is not JSON." };
  }
  return checkValue(value, schema);
}

/** The same for what another parser read, such as TOML's. */
export function checkValue<Schema extends z.ZodMiniType>(
  value: unknown,
  schema: Schema,
): Checked<z.output<Schema>> {
  const { data, error } = schema.safeParse(value, { error: messages, jitless: true });
  if (error === undefined) return { value: data as z.output<Schema> };
  const [first] = error.issues;
  const place = first?.path.join(".") ?? "";
  return { reason: `${place === "" ? "The document" : place}: ${first?.message ?? "it does not fit"}.` };
}
