import { existsSync } from "node:fs";
import { run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { type Check, problem, warning } from "../check.ts";
import { errors } from "../errors.ts";
import { freeIn, gigabytes } from "./disk.ts";

/** A Runtime and Layer 1 on it take about 3 GB, and a build about as much again while it runs. */
const enough = 6e9;
const least = 3e9;

export const dockerDisk: Check = {
  id: "docker-disk",
  group: "Docker",
  flows: ["layer1"],
  looksAt: "room where the engine keeps its images, where that is on this machine",
  needs: ["docker-engine"],
  async look(context) {
    const { docker } = context;
    const found = await docker.try(["info", "--format", "{{.DockerRootDir}}"], { timeoutMs: 5000 });
    const folder = found instanceof ProcessFailure ? "" : found.stdout.trim();
    // Docker Desktop's disk is inside its virtual machine.
    if (folder === "" || !existsSync(folder)) return undefined;
    const bytes = freeIn(folder);
    if (bytes >= enough) return `${gigabytes(bytes)} GB free for images`;
    const error = new AdpError(errors.DISK, {
      what: `${gigabytes(bytes)} GB are free for Docker's images, in ${folder}.`,
      why: "A Runtime and Layer 1 on it take about 3 GB, and a build as much again while it runs.",
      next: [
        run(shell`docker system df`, "shows what takes the room"),
        run(shell`docker builder prune`, "removes what only builds use"),
      ],
    });
    // Where there is a Layer 1, the next one shares most of its layers.
    const isFirst = (await context.layer1()) === undefined;
    return [isFirst && bytes < least ? problem(error) : warning(error)];
  },
};
