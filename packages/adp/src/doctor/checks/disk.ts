import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { act, run, shell } from "@airflow-data-platform/cli-kit";
import { engineFolder, hasAirflow } from "../../engine/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { userHome } from "../../kernel/home.ts";
import { type Check, type Finding, problem, warning } from "../check.ts";
import { errors } from "../errors.ts";

const gigabyte = 1e9;
/** Airflow's packages take 0.7 GB and PostgreSQL's programs 0.1 GB, once; a new database and its logs a tenth. */
const enough = 3 * gigabyte;
const toInstall = 1 * gigabyte;
const toRun = 0.1 * gigabyte;

export const disk: Check = {
  id: "disk",
  group: "Machine",
  flows: ["layer1", "platform", "datakit", "dev"],
  looksAt: "room on the disks of the clone, the datakit and the home folder",
  look({ root, datakit, env, engineName }) {
    const least = engineName === "docker" || hasAirflow(engineFolder(root)) ? toRun : toInstall;
    const folders = [root, ...(datakit === undefined ? [] : [datakit]), userHome(env)];
    const free = new Map(folders.map((folder) => [folder, freeIn(folder)]));
    const findings = [...free].flatMap(([folder, bytes]) => findingFor(folder, bytes, least));
    return findings.length > 0 ? findings : `${gigabytes(Math.min(...free.values()))} GB free`;
  },
};

/** Of the disk on which a folder lies, or would lie, for this user. Bytes. */
export function freeIn(folder: string): number {
  if (!existsSync(folder) && dirname(folder) !== folder) return freeIn(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export function gigabytes(bytes: number): string {
  return (bytes / gigabyte).toFixed(1);
}

function findingFor(folder: string, bytes: number, least: number): Finding[] {
  if (bytes >= enough) return [];
  const error = new AdpError(errors.DISK, {
    what: `${gigabytes(bytes)} GB are free where ${folder} lies.`,
    why: `Airflow and its packages take about 1 GB, and an interrupted download leaves more.`,
    next: [run(shell`df -h ${folder}`, "shows the disk"), act("free some space")],
  });
  return [bytes < least ? problem(error) : warning(error)];
}
