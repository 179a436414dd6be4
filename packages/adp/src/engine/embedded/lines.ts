import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { adp, run } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../../kernel/errors.ts";
import { platformRoot } from "../../kernel/home.ts";
import { parseJson } from "../../kernel/json.ts";
import { errors } from "../errors.ts";

const Line = z.object({ airflow: z.string(), pythons: z.array(z.string()) });

/** A supported Airflow and the lock file that makes it: one folder of data/airflow. */
export interface AirflowLine {
  /** "3.3" */
  readonly name: string;
  /** "3.3.2" */
  readonly airflow: string;
  /** The Pythons that it runs on, the best first. */
  readonly pythons: readonly string[];
  readonly lockFile: string;
  readonly lock: string;
  /** Identifies the lock's content. */
  readonly lockHash: string;
}

/** Where the locks are. */
export function dataFolder(): string {
  return join(platformRoot(), "packages", "adp", "data");
}

/** The names of the supported lines, the newest first. */
export function airflowLines(data = dataFolder()): string[] {
  return readdirSync(join(data, "airflow")).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
}

/** Airflow 2 and 3 differ in their services, their API and their settings. */
export function generationOf(line: string): 2 | 3 {
  return line.startsWith("3") ? 3 : 2;
}

/** Reads a line. An unknown name is ADP-PY-005. */
export function airflowLine(name: string, data = dataFolder()): AirflowLine {
  const known = airflowLines(data);
  if (!known.includes(name)) {
    throw new AdpError(errors.pyLine, {
      what: `There is no Airflow line "${name}".`,
      why: `This version of the platform has locks for Airflow ${known.join(", ")}.`,
      next: [run(adp`dev start --airflow ${known[0] ?? ""}`)],
    });
  }
  const folder = join(data, "airflow", name);
  const file = join(folder, "line.json");
  const { airflow, pythons } = parseJson(readFileSync(file, "utf8"), Line, { from: file, next: [] });
  const lockFile = join(folder, "lock.txt");
  const lock = readFileSync(lockFile, "utf8");
  return { name, airflow, pythons, lockFile, lock, lockHash: shortHash(lock) };
}

/** The hash of what a lock is made from, as its header holds it: a lock that was not made again shows. */
export function inputHash(folder: string): string {
  const hash = createHash("sha256");
  for (const name of ["requirements.in", "line.json"]) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 16);
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** The part of a lock that pins the packages of these names, with their hashes. */
export function excerpt(lock: string, names: readonly string[]): string {
  return lock
    .split(/^(?=\S)/m)
    .filter((entry) => names.includes(pinned(entry)?.name ?? ""))
    .join("");
}

/** Every name that a lock pins, with the version (several where they differ by Python). */
export function pins(lock: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of lock.split("\n")) {
    const pin = pinned(line);
    if (pin !== undefined) found.set(pin.name, [...(found.get(pin.name) ?? []), pin.version]);
  }
  return found;
}

function pinned(line: string): { name: string; version: string } | undefined {
  const match = /^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)/.exec(line);
  return match ? { name: match[1] ?? "", version: match[2] ?? "" } : undefined;
}

/** The normalised names (PEP 503) of the packages in lines of requirements. */
export function namesIn(text: string): Set<string> {
  const names = text
    .split("\n")
    .map((line) => /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[|[=<>!~@;]|$)/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  return new Set(names.map(normalised));
}

export function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
