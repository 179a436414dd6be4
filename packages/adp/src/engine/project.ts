import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { AdpError, defineError, Exit } from "../kernel/errors.ts";
import { platformRoot, quoted, typed } from "../kernel/home.ts";

const NOT_A_DATAKIT = defineError("ADP-DEV-001", Exit.usage, "This folder is not a datakit.");

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

/** The datakit at or above a folder; in the platform's own clone, what `adp demo` left. */
export function findProject(folder: string, root = realpathSync(platformRoot())): Project {
  const start = resolve(folder);
  for (let here = start; ; here = dirname(here)) {
    if (
      existsSync(join(here, "dags")) &&
      (existsSync(join(here, "Dockerfile")) || existsSync(join(here, ".astro")))
    ) {
      return { datakits: [here], runFolder: join(here, ".adp", "run") };
    }
    const demo = demoProject(undefined, root);
    if (existsSync(here) && realpathSync(here) === root && existsSync(demo.runFolder)) return demo;
    if (dirname(here) === here) break;
  }
  const inClone = existsSync(start) && !relative(root, realpathSync(start)).startsWith("..");
  throw new AdpError(NOT_A_DATAKIT, {
    what: `${start} is not a datakit, nor inside one.`,
    why: "A datakit has a folder dags/ beside its Dockerfile.",
    next: inClone
      ? [
          `make ${start === root ? "" : `-C ${quoted(relative(start, root))} `}demo   makes the warehouse that is looked at from inside the clone`,
          `${typed(`datakit new my-first --into ${quoted(relative(start, dirname(root)))}`)}   makes a datakit beside the clone`,
        ]
      : [
          "cd into your datakit's folder and type the command again",
          `${typed("datakit new my-first")}   makes one here`,
        ],
  });
}
