import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { readOrdinary } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { compareVersions } from "../kernel/version.ts";
import { KIT_NO_FOLDER } from "./errors.ts";
import { Journal } from "./journal.ts";
import { lockPath, lockSchema } from "./lock.ts";
import { majorAnswer } from "./major.ts";

export interface ListedDatakit {
  /** Below the folder that was searched; "." for that itself. */
  readonly folder: string;
  readonly name: string;
  /** The version of the template that it has; null where its lock cannot be read. */
  readonly template: string | null;
  readonly state: "current" | "behind" | "ahead" | "unfinished" | "unreadable";
  /** The tag of Layer 1 that its Dockerfile begins from. */
  readonly layer1: string | null;
  /** What .airflow-version says, else the generation that it was made for. */
  readonly airflow: string | null;
  /** The last commit, checkout or pull, or where there is no git, the last change of its lock. */
  readonly changed: string;
}

/** Folders that hold no datakits, and many files. */
const skipped = new Set(["node_modules", ".git", ".venv", "venv", "__pycache__"]);
const deepest = 6;

/** Every datakit below a folder, by its lock. Reads a few small files of each, and starts no program. */
export function listDatakits(folder: string, platform: string): ListedDatakit[] {
  // A folder that nobody made would pass for one in which nothing is behind.
  if (!existsSync(folder))
    throw new AdpError(KIT_NO_FOLDER, {
      what: `There is no folder ${folder}.`,
      next: [act("correct the folder's name"), again],
    });
  return locks(folder, 0)
    .map((place) => describe(folder, place, platform))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function locks(folder: string, depth: number): string[] {
  if (existsSync(join(folder, lockPath))) return [folder];
  if (depth === deepest) return [];
  return entries(folder)
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .flatMap((entry) => locks(join(folder, entry.name), depth + 1));
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Another user's folder, or one that went while this ran: it shows no datakit.
    return [];
  }
}

function describe(from: string, place: string, platform: string): ListedDatakit {
  const lock = tryJson(readOrdinary(join(place, lockPath)) ?? "", lockSchema);
  const dockerfile = readOrdinary(join(place, "Dockerfile")) ?? "";
  return {
    folder: relative(from, place) || ".",
    name: lock?.answers.datakit_name ?? "",
    template: lock?.template.version ?? null,
    state: stateOf(place, lock?.template.version, platform),
    layer1: /^FROM\s+(?:\S+\/)?layer1-airflow:(\S+)/m.exec(dockerfile)?.[1] ?? null,
    airflow: readOrdinary(join(place, ".airflow-version"))?.trim() || lock?.answers[majorAnswer] || null,
    changed: lastChange(place).toISOString(),
  };
}

function stateOf(place: string, version: string | undefined, platform: string): ListedDatakit["state"] {
  if (version === undefined) return "unreadable";
  if (new Journal(place).hasConflicts()) return "unfinished";
  const order = compareVersions(version, platform);
  return order === 0 ? "current" : order < 0 ? "behind" : "ahead";
}

function lastChange(place: string): Date {
  const log = join(place, ".git", "logs", "HEAD");
  return statSync(existsSync(log) ? log : join(place, lockPath)).mtime;
}
