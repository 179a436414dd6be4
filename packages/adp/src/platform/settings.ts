import { join } from "node:path";
import { act } from "@airflow-data-platform/cli-kit";
import { EnvFileMistake, parseEnvFile } from "../kernel/env-file.ts";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { ticketSettings } from "./check-settings.ts";
import { SETTINGS } from "./errors.ts";
import type { Settings } from "./variables.ts";

export type { Settings } from "./variables.ts";

const known = /^(TICKET_\w+|IMAGE_[A-Z_]+|APT_(SECURITY_)?MIRROR|LAYER1_TAG|WAREHOUSE|MOCKS)$/;

export function readPlatformSettings(root: string, env: NodeJS.ProcessEnv = process.env): Settings {
  const files = ["layer1-base-image", "platform-bootstrap"].map((folder) =>
    fromFile(join(root, folder, ".env")),
  );
  const own = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && known.test(name) && !isUnknown(name) ? [[name, value] as const] : [],
  );
  const merged = { ...files[0], ...files[1], ...Object.fromEntries(own) };
  return Object.fromEntries(
    Object.entries(merged).filter(([name, value]) => known.test(name) && value !== ""),
  );
}

/** TICKET_ variables of the environment that are not settings: usually another program's. */
export function unknownTicketVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter(isUnknown);
}

function isUnknown(name: string): boolean {
  return name.startsWith("TICKET_") && !ticketSettings.includes(name);
}

function fromFile(path: string): Record<string, string> {
  try {
    return parseEnvFile(readIfPresent(path) ?? "");
  } catch (error) {
    if (!(error instanceof EnvFileMistake)) throw error;
    throw new AdpError(SETTINGS, {
      what: `Line ${error.line} of ${path} is not a setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [act(`correct line ${error.line} of ${path}`)],
    });
  }
}

/** A switch, as the sharer reads it. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(true|1|yes|on)$/i.test(value);
}
