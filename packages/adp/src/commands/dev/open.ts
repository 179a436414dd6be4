import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { Docker } from "../../docker/index.ts";
import {
  type AirflowInstance,
  chooseEngine,
  type DagsEnvironment,
  DockerEngine,
  EmbeddedEngine,
  type Engine,
  type EngineName,
  embeddedDags,
  engineFolder,
  engineOf,
  findDatakit,
  findProject,
  type Project,
} from "../../engine/index.ts";
import type { ExitCode } from "../../kernel/errors.ts";
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
  const project = findDatakit(folder);
  const docker = new Docker(signal === undefined ? {} : { signal });
  if ((options.engine ?? engineOf(project.runFolder)) === "docker") docker.lookAhead();
  const name = await chooseEngine({ ...project, asked: options.engine, progress, docker, starts: true });
  const { DoctorContext, guard } = await import("../../doctor/index.ts");
  const context = new DoctorContext({
    ...{ root: platformRoot(), folder, engine: name, line: options.airflow, docker },
    ...(signal === undefined ? {} : { signal }),
  });
  await guard(`dev start, ${name}`, context, output);
  const airflow = name === "docker" ? await context.datakitLine() : options.airflow;
  const settled = { ...options, ...(airflow === undefined ? {} : { airflow }) };
  return openOn(name, settled, signal, context.docker);
}

function openOn(name: EngineName, options: Common, signal?: AbortSignal, docker?: Docker): Opened<Engine> {
  const project = findProject(options.datakit ?? process.cwd());
  const [datakit, ...others] = project.datakits;
  if (name === "embedded" || datakit === undefined || others.length > 0) return openEmbedded(options, signal);
  return openDocker(datakit, options, signal, docker);
}

function openDocker(
  datakit: string,
  options: Common,
  signal?: AbortSignal,
  docker?: Docker,
): Opened<DockerEngine> {
  const output = openOutput(options);
  const project = findProject(datakit);
  const engine = new DockerEngine({
    ...{ runFolder: project.runFolder, datakit, progress: new Progress(output, signal) },
    ...{ line: options.airflow, port: options.port, docker },
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

/** The datakit's project, and its folder where it is on Docker, or would be started there. */
async function onDocker(options: Common): Promise<{ project: Project; datakit: string | undefined }> {
  const project = findProject(options.datakit ?? process.cwd());
  const before = options.engine === undefined ? engineOf(project.runFolder) : undefined;
  const progress = new Progress(openOutput(options));
  const engine = before ?? (await chooseEngine({ ...project, asked: options.engine, progress }));
  return { project, datakit: engine === "docker" ? project.datakits[0] : undefined };
}

interface Connecting {
  readonly output: Output;
  readonly project: Project;
  readonly connect: () => Promise<Client>;
}

/** The warehouse of the datakit's engine, for SQL. On Docker it runs already, or it is an error. */
export async function withConnection(
  options: Common,
  work: (opened: Connecting, onInterrupt: (cancel: () => Promise<void>) => void) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { project, datakit } = await onDocker(options);
  if (datakit === undefined)
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

interface InDags {
  readonly output: Output;
  readonly project: Project;
  readonly dags: DagsEnvironment;
}

/** The environment of the DAGs, for a program. What it needs is started for it where it does not run, and then stopped again. */
export async function withDags(
  options: Common,
  work: (opened: InDags) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { project, datakit } = await onDocker(options);
  if (datakit !== undefined) return withDockerDags(datakit, options, work);
  return withWarehouse(options, async ({ output, engine, airflow }) => {
    await engine.migrate(airflow);
    const scratch = mkdtempSync(join(project.runFolder, "scratch-"));
    try {
      const folder = project.datakits[0] ?? process.cwd();
      return await work({ output, project, dags: embeddedDags(airflow, folder, scratch) });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

async function withDockerDags(
  datakit: string,
  options: Common,
  work: (opened: InDags) => Promise<ExitCode>,
): Promise<ExitCode> {
  let tidy = async () => {};
  const code = await interruptible(
    async (signal) => {
      const { output, engine, project } = openDocker(datakit, options, signal);
      const dags = engine.dags();
      tidy = async () => {
        await dags.close();
        if (signal.aborted)
          output.note(
            `Interrupted: ${dags.ranBefore ? "what ran before goes on" : "nothing of this datakit runs now"}.`,
          );
      };
      await dags.open();
      return work({ output, project, dags });
    },
    () => tidy(),
  );
  await tidy();
  return code;
}
