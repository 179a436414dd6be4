import { realpathSync } from "node:fs";
import { Docker } from "../../docker/index.ts";
import { platformRoot } from "../../kernel/home.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { cloneLabel } from "./containers.ts";

/** A datakit whose containers this clone's adp started. Its folder may be gone: the containers are not. */
export interface RunningDatakit {
  readonly datakit: string;
  /** Compose's name of the project. */
  readonly project: string;
  readonly containers: number;
}

/** Those with a container that runs; none where no engine answers. */
export async function runningOnDocker(docker = new Docker()): Promise<RunningDatakit[]> {
  const version = await docker.try(["version", "--format", "{{.Server.Version}}"], { timeoutMs: 20_000 });
  if (version instanceof ProcessFailure) return [];
  const found = await docker.containers(`label=${cloneLabel}=${realpathSync(platformRoot())}`);
  const running = found.filter(({ state }) => state === "running" || state === "restarting");
  const label = (name: string) => running.map(({ labels }) => labels[`com.docker.compose.${name}`] ?? "");
  const projects = label("project");
  const folders = label("project.working_dir");
  return [...new Set(projects)]
    .map((project) => ({
      datakit: folders[projects.indexOf(project)] ?? "",
      project,
      containers: projects.filter((one) => one === project).length,
    }))
    .sort((a, b) => a.datakit.localeCompare(b.datakit));
}

/** Ends all of them, also of a datakit whose folder is gone. Returns how many containers there were. */
export async function stopOnDocker(docker = new Docker()): Promise<number> {
  const found = await runningOnDocker(docker);
  for (const { project } of found)
    await docker.call(["compose", `--project-name=${project}`, "down", "--timeout", "10"]);
  return found.reduce((sum, { containers }) => sum + containers, 0);
}
