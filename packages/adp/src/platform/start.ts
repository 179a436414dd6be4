import { join } from "node:path";
import { again, either, run, shell, until } from "@airflow-data-platform/cli-kit";
import type { Status } from "@airflow-data-platform/ticket-sharer";
import type { EngineFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { withLock } from "../kernel/lock.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { compose, projectName } from "./compose.ts";
import { NOT_RUNNING, NOT_STARTED } from "./errors.ts";
import { findOrBuildImage } from "./image.ts";
import { allowedPrincipalChange } from "./principal-change.ts";
import { refuseOthersTicket } from "./refusals.ts";
import { unknownTicketVariables } from "./settings.ts";
import { makeShared } from "./shared.ts";
import type { Route } from "./source.ts";
import { problemIn } from "./status-file.ts";
import type { Sharing, TicketSharer } from "./ticket-sharer.ts";
import { folderForm, repairVolume } from "./volume.ts";
import { startWantedWarehouse } from "./warehouse/start.ts";

/**
 * Starts the warehouse where the settings ask for it, and sharing, or brings what runs up to date. Safe to repeat.
 *
 * @param engine what the checks before it have seen: it answers, and its containers can read a file of the user's
 */
export function startSharing(sharer: TicketSharer, engine: EngineFacts): Promise<Sharing> {
  return withLock(join(sharer.runFolder, "lock"), async () => {
    noteUnknownVariables(sharer);
    await makeShared(sharer.docker);
    // Before the ticket: who has none yet, or needs none, has a warehouse all the same.
    await startWantedWarehouse(sharer);
    const route = shareableRoute(sharer);
    const principalChange = await allowedPrincipalChange(sharer);
    const { name: image } = await findOrBuildImage(sharer);
    await startHostProcess(sharer, route, principalChange);
    await startContainer(sharer, { engine, image, route, principalChange });
    const sharing = await repaired(sharer, image, await settled(sharer));
    return withStatus(sharer, sharing);
  });
}

function noteUnknownVariables({ env, output }: TicketSharer): void {
  for (const name of unknownTicketVariables(env))
    output.note(`Ignored: ${name} is set in your environment, and is not a setting of the ticket sharer.`);
}

function shareableRoute(sharer: TicketSharer): Route {
  const cache = sharer.source();
  const route = sharer.route(cache);
  if (cache !== undefined) refuseOthersTicket(cache, route);
  return route;
}

async function startHostProcess(
  { hostProcess, settings }: TicketSharer,
  route: Route,
  principalChange: string | undefined,
): Promise<void> {
  if (route.kind === "watch" || route.kind === "export")
    await hostProcess.start(route, settings, principalChange);
  else await hostProcess.end();
  if (route.kind === "keytab") hostProcess.makeFolder();
}

interface ContainerInputs {
  readonly engine: EngineFacts;
  readonly image: string;
  readonly route: Route;
  readonly principalChange: string | undefined;
}

async function startContainer(
  sharer: TicketSharer,
  { engine, image, route, principalChange }: ContainerInputs,
): Promise<void> {
  const { root, runFolder, settings, hostProcess, docker } = sharer;
  const { files, env } = compose({
    root,
    runFolder,
    settings,
    principalChange,
    image,
    route,
    privateFolder: hostProcess.folder,
    rootless: engine.rootless,
  });
  // By name, since COMPOSE_PROJECT_NAME of the environment would take precedence over the file's.
  const project = ["--project-name", projectName, ...files.flatMap((file) => ["--file", file])];
  const up = await docker.composeUp(project, [], { env });
  if (up instanceof ProcessFailure) throw docker.explain(up);
}

const runningMs = 60_000;
const notRunningMs = 4000;
/** The sharer reports a transient problem only after a second. */
const transientMs = 1500;

/** Waits for the sharer's status, then until it has judged the ticket. Usually a second; longer on a busy machine. */
async function settled(sharer: TicketSharer): Promise<Sharing> {
  const first = await lookUntil(
    sharer,
    ({ status, container }, waitedMs) =>
      status !== undefined || (container.state !== "running" && waitedMs > notRunningMs),
    runningMs,
  );
  if (first.status === undefined || needsRepair(first)) return first;
  const isJudged = ({ status }: Sharing) =>
    status !== undefined && (status.usable || (sharer.hostProblem() ?? problemIn(status)) !== undefined);
  return lookUntil(sharer, isJudged, transientMs);
}

/** Looks at the container and its status until they are as wanted, need a repair, or the time is over. */
async function lookUntil(
  sharer: TicketSharer,
  isWanted: (sharing: Sharing, waitedMs: number) => boolean,
  timeoutMs: number,
): Promise<Sharing> {
  const started = performance.now();
  const look = async () => {
    const sharing = await sharingNow(sharer);
    const isDone = needsRepair(sharing) || isWanted(sharing, performance.now() - started);
    return isDone ? sharing : undefined;
  };
  return (await until(look, { timeoutMs, everyMs: 50 })) ?? sharingNow(sharer);
}

async function sharingNow(sharer: TicketSharer): Promise<Sharing> {
  const found = await sharer.sharing();
  if (found === undefined)
    throw new AdpError(NOT_RUNNING, {
      what: "Another program removed the sharer's container.",
      next: [again],
    });
  return { ...found, status: statusOfThisStart(found) };
}

function needsRepair({ folder }: Sharing): boolean {
  return folder !== undefined && folder !== folderForm;
}

/** The volume may still hold the status of an earlier sharer. */
function statusOfThisStart({ status, container }: Sharing): Status | undefined {
  const current = status !== undefined && status.started * 1000 >= Date.parse(container.startedAt) - 2000;
  return current && status.state !== "stopped" ? status : undefined;
}

/** Gives the volume's folder its owner and mode where a container changed them. */
async function repaired(sharer: TicketSharer, image: string, sharing: Sharing): Promise<Sharing> {
  if (!needsRepair(sharing)) return sharing;
  await repairVolume(sharer.docker, image);
  await sharer.docker.call(["restart", "--time=3", sharing.container.id]);
  return settled(sharer);
}

async function withStatus({ docker }: TicketSharer, sharing: Sharing): Promise<Sharing> {
  const { container, status } = sharing;
  if (status !== undefined) return sharing;
  const logs = await docker.try(["logs", "--tail", "5", container.id]);
  throw new AdpError(NOT_STARTED, {
    why: `Its container is ${container.state} (exit code ${container.exitCode}).`,
    evidence:
      logs instanceof ProcessFailure ? logs.tail(5) : `${logs.stdout}${logs.stderr}`.trim().split("\n"),
    next: [either(run(shell`docker logs ${container.name}`, "shows its whole log"), again)],
  });
}
