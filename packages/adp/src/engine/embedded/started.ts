import { createHmac } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod/mini";
import { readIfPresent, writeAtomic } from "../../kernel/files.ts";
import { tryJson } from "../../kernel/json.ts";
import type { Secret } from "../../kernel/secret.ts";
import { SETTINGS_FILE } from "./airflow-settings.ts";
import { requirementsHash, requirementsOf, stateOf } from "./packages.ts";

/** What a running Airflow was started with: keyed hashes, so that the file holds no value of an .env. */
const Started = z.object({
  files: z.record(z.string(), z.string()),
  shell: z.record(z.string(), z.string()),
});
export type Started = z.infer<typeof Started>;

const FILE = "started.json";

/** What an Airflow that starts now would be started with. */
export function startedWith(
  datakits: readonly string[],
  key: Secret,
  shell: NodeJS.ProcessEnv = process.env,
): Started {
  const hash = (text: string) => createHmac("sha256", key.reveal()).update(text).digest("hex");
  const files = datakits.flatMap((folder) => [
    [`${basename(folder)}/requirements.txt`, requirementsHash(requirementsOf([folder]))],
    ...[".env", SETTINGS_FILE].map((name) => [
      `${basename(folder)}/${name}`,
      readIfPresent(join(folder, name)) ?? "",
    ]),
    // Airflow reads DAG files again and again, its plugins once.
    [
      `${basename(folder)}/plugins`,
      existsSync(join(folder, "plugins")) ? stateOf(join(folder, "plugins")) : "",
    ],
  ]);
  const own = Object.entries(shell).filter(([name]) => /^AIRFLOW_(CONN|VAR)_/.test(name));
  return {
    files: Object.fromEntries(files.map(([name, text]) => [name, hash(text ?? "")])),
    shell: Object.fromEntries(own.map(([name, text]) => [name, hash(text ?? "")])),
  };
}

export function rememberStarted(runFolder: string, started: Started): void {
  writeAtomic(join(runFolder, FILE), JSON.stringify(started));
}

/** When the last start ended well, in milliseconds; 0 where none has. */
export function startedSince(runFolder: string): number {
  return statSync(join(runFolder, FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The files and variables that are not what the running Airflow was started with. */
export function changedSince(runFolder: string, now: Started): { files: string[]; shell: string[] } {
  const text = readIfPresent(join(runFolder, FILE));
  if (text === undefined) return { files: [], shell: [] };
  const before = tryJson(text, Started);
  if (before === undefined) return { files: [], shell: [] };
  const differing = (was: Record<string, string>, is: Record<string, string>) =>
    Object.keys(is).filter((name) => is[name] !== was[name]);
  return { files: differing(before.files, now.files), shell: differing(before.shell, now.shell) };
}
