import { parseArgs } from "node:util";
import { type OptionName, options } from "./options.ts";

export interface Flags {
  readonly help: boolean;
  readonly version: boolean;
  /** As text, as the variables have it. */
  readonly values: ReadonlyMap<OptionName, string>;
}

/** @throws TypeError with Node's own message for an option that does not exist or lacks its value */
export function readFlags(args: readonly string[]): Flags {
  const known = Object.values(options).map(
    ({ flag, kind }) => [flag, { type: kind === "switch" ? "boolean" : "string" }] as const,
  );
  const { values }: { values: Readonly<Record<string, unknown>> } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(known),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
    },
    allowNegative: true,
  });
  const given = new Map<OptionName, string>();
  for (const name of Object.keys(options) as OptionName[]) {
    const value = values[options[name].flag];
    if (value !== undefined) given.set(name, String(value));
  }
  return { help: values.help === true, version: values.version === true, values: given };
}
