import { adp, run } from "@airflow-data-platform/cli-kit";
import type { Client } from "pg";
import {
  type AirflowInstance,
  chooseEngine,
  DockerEngine,
  EmbeddedEngine,
  type Engine,
  type EngineName,
  engineFolder,
  engineOf,
  errors,
  findProject,
  type Project,
} from "../../engine/index.ts";
import { AdpError, type ExitCode } from "../../kernel/errors.ts";
import { platformRoot } from "../../kernel/home.ts";
import { interruptible } from "../../kernel/interrupt.ts";
import { type Output, openOutput } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";

export interface Common {
  readonly json?: boolean;
  readonly datakit?: string;
  readonly engine?: EngineName;
  readonly airflow?: string;
  readonly python?: string;
  readonly port?: number;
  readonly yes?: boolean;
  readonly follow?: boolean;
  readonly lines?: number;
  readonly expanded?: boolean;
  readonly conf?: Record<string, unknown>;
  readonly timeout?: number;
}

interface Opened<E extends Engine> {
  readonly output: Output;
  readonly engine: E;
  readonly project: Project;
}

/** The datakit that the options name, on the engine that it was started on, or that they ask for. */
export function open(options: Common, signal?: AbortSignal): Opened<Engine> {
  const { runFolder } = findProject(options.datakit ?? process.cwd());
  return openOn(options.engine ?? engineOf(runFolder) ?? "embedded", options, signal);
}

/** The same, for a command that starts Airflow: a new datakit gets its engine. */
export async function openToStart(options: Common, signal?: AbortSignal): Promise<Opened<Engine>> {
  const folder = options.datakit ?? process.cwd();
  const output = openOutput(options);
  const progress = new Progress(output, signal);
  const engine = await chooseEngine({ ...findProject(folder), asked: options.engine, progress });
  const { DoctorContext, guard } = await import("../../doctor/index.ts");
  const context = new DoctorContext({
    ...{ root: platformRoot(), folder, engine, line: options.airflow },
    ...(signal === undefined ? {} : { signal }),
  });
  // The demo's Airflow has several datakits, and none of them is around the folder.
  const name = context.datakit === undefined ? "embedded" : engine;
  await guard(`dev start, ${name}`, context, output);
  const airflow = name === "docker" ? await context.datakitLine() : options.airflow;
  return openOn(name, { ...options, ...(airflow === undefined ? {} : { airflow }) }, signal);
}

function openOn(name: EngineName, options: Common, signal?: AbortSignal): Opened<Engine> {
  const project = findProject(options.datakit ?? process.cwd());
  const [datakit, ...others] = project.datakits;
  if (name === "embedded" || datakit === undefined || others.length > 0) return openEmbedded(options, signal);
  return openDocker(datakit, options, signal);
}

function openDocker(datakit: string, options: Common, signal?: AbortSignal): Opened<DockerEngine> {
  const output = openOutput(options);
  const project = findProject(datakit);
  const engine = new DockerEngine({
    ...{ runFolder: project.runFolder, datakit, progress: new Progress(output, signal) },
    ...{ line: options.airflow, port: options.port },
    ...(signal === undefined ? {} : { signal }),
  });
  return { output, engine, project };
}

function openEmbedded(options: Common, signal?: AbortSignal): Opened<EmbeddedEngine> {
  const output = openOutput(options);
  const project = findProject(options.datakit ?? process.cwd());
  const engine = new EmbeddedEngine({
    ...project,
    engineFolder: engineFolder(),
    progress: new Progress(output, signal),
    line: options.airflow,
    python: options.python,
    port: options.port,
    ...(signal === undefined ? {} : { signal }),
  });
  return { output, engine, project };
}

type WithWarehouse = Opened<EmbeddedEngine> & { airflow: AirflowInstance; signal: AbortSignal };

/**
 * PostgreSQL alone, started for this command where it does not run, and then stopped again. `cancel` ends what the work
 * has the server do when the command is interrupted.
 */
export async function withWarehouse(
  options: Common,
  work: (opened: WithWarehouse, onInterrupt: (cancel: () => Promise<void>) => void) => Promise<ExitCode>,
): Promise<ExitCode> {
  refuseDocker(options);
  const { engine: first, output } = openEmbedded(options);
  const ranBefore = first.warehouseRuns;
  let cancel = async () => {};
  let interrupted = () => false;
  const tidy = async () => {
    if (!ranBefore) await first.stop();
    else if (interrupted()) await cancel();
    if (interrupted())
      output.note(
        `Interrupted: ${ranBefore ? "what ran before goes on" : "nothing of this datakit runs now"}.`,
      );
  };
  const code = await interruptible(async (signal) => {
    interrupted = () => signal.aborted;
    const opened = openEmbedded(options, signal);
    const airflow = await opened.engine.startWarehouse();
    return work({ ...opened, airflow, signal }, (how) => {
      cancel = how;
    });
  }, tidy);
  await tidy();
  return code;
}

interface Connecting {
  readonly output: Output;
  readonly project: Project;
  readonly connect: () => Promise<Client>;
}

/** The warehouse of the datakit's engine, for SQL. On Docker it runs already, or it is an error. */
export function withConnection(
  options: Common,
  work: (opened: Connecting, onInterrupt: (cancel: () => Promise<void>) => void) => Promise<ExitCode>,
): Promise<ExitCode> {
  const project = findProject(options.datakit ?? process.cwd());
  const [datakit] = project.datakits;
  if (datakit === undefined || (options.engine ?? engineOf(project.runFolder)) !== "docker")
    return withWarehouse(options, ({ output, airflow }, onInterrupt) =>
      work({ output, project, connect: () => airflow.connectWarehouse() }, onInterrupt),
    );
  let cancel = async () => {};
  let interrupted = () => false;
  return interruptible(
    (signal) => {
      interrupted = () => signal.aborted;
      const { output, engine } = openDocker(datakit, options, signal);
      return work({ output, project, connect: () => engine.connectWarehouse() }, (how) => {
        cancel = how;
      });
    },
    async () => {
      if (interrupted()) await cancel();
    },
  );
}

/** What needs Airflow's own environment on this machine, for a datakit that is in containers. */
function refuseDocker({ engine, datakit }: Common): void {
  const { runFolder } = findProject(datakit ?? process.cwd());
  if ((engine ?? engineOf(runFolder)) !== "docker") return;
  throw new AdpError(errors.onlyEmbedded, {
    what: "This command works on the embedded engine only, and this datakit is on Docker.",
    next: [run(adp`dev status`, "shows the containers, and the command that opens psql")],
  });
}
