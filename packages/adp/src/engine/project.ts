import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { errors } from "./errors.ts";

/** What one Airflow runs, and where its state lies. */
export interface Project {
  readonly datakits: readonly string[];
  readonly runFolder: string;
}

export function engineFolder(root = platformRoot()): string {
  return join(root, ".adp", "run", "engine");
}

/** The demo's own project: the datakit that it renders and the flights example, on one Airflow. */
export function demoProject(folder?: string, root = platformRoot()): Project {
  const runFolder = folder === undefined ? join(root, ".adp", "run", "demo") : resolve(folder);
  return {
    runFolder,
    datakits: [join(runFolder, "customer-360-datakit"), join(root, "examples", "nyc-flights-incremental")],
  };
}

/** Whether a folder is a datakit, by the files that the Astro CLI looks for, too. */
export function isDatakit(folder: string): boolean {
  return (
    existsSync(join(folder, "dags")) &&
    (existsSync(join(folder, "Dockerfile")) || existsSync(join(folder, ".astro")))
  );
}

/** The datakit at or above a folder; in the platform's own clone, what `adp demo` left. */
export function findProject(folder: string, root = realpathSync(platformRoot())): Project {
  const demo = demoProject(undefined, root);
  for (let here = resolve(folder); ; here = dirname(here)) {
    if (isDatakit(here)) return { datakits: [here], runFolder: join(here, ".adp", "run") };
    if (existsSync(here) && realpathSync(here) === root && existsSync(demo.runFolder)) return demo;
    if (dirname(here) === here) break;
  }
  throw notADatakit(folder, root);
}

/** The datakit at or above a folder, to be started. What `adp demo` left is started by `adp demo` alone. */
export function findDatakit(folder: string, root = realpathSync(platformRoot())): Project {
  const found = findProject(folder, root);
  if (found.datakits.length === 1) return found;
  throw notADatakit(folder, root);
}

function notADatakit(folder: string, root: string): AdpError {
  const start = resolve(folder);
  const inClone = existsSync(start) && !relative(root, realpathSync(start)).startsWith("..");
  return new AdpError(errors.notADatakit, {
    what: `${start} is not a datakit, nor inside one.`,
    why: "A datakit has a folder dags/ beside its Dockerfile.",
    next: [
      inClone
        ? either(
            run(
              start === root ? shell`make demo` : shell`make -C ${relative(start, root)} demo`,
              "makes the warehouse that commands inside the clone look at",
            ),
            run(
              adp`datakit new my-first --into ${relative(start, dirname(root))}`,
              "makes a datakit beside the clone",
            ),
          )
        : either(
            start === process.cwd()
              ? [act("go into the folder of your datakit"), again]
              : act("give --datakit the folder of your datakit"),
            run(adp`datakit new my-first`, "makes a datakit here"),
          ),
    ],
  });
}
