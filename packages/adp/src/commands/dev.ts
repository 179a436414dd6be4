import type { Command } from "commander";
import {
  type AirflowInstance,
  airflowLines,
  EmbeddedEngine,
  engineFolder,
  findProject,
  formatSql,
  runSql,
  sqlPrompt,
} from "../engine/index.ts";
import { newCommand, oneOf, runCommand, wholeNumber } from "../kernel/arguments.ts";
import { AdpError, defineError, Exit } from "../kernel/errors.ts";
import { typed } from "../kernel/home.ts";
import { interruptible } from "../kernel/interrupt.ts";
import { openOutput, table } from "../kernel/output.ts";
import { Progress } from "../kernel/progress.ts";

const CONF = defineError("ADP-DEV-002", Exit.usage, "The configuration of the run is not a JSON object.");

interface Common {
  readonly json?: boolean;
  readonly datakit?: string;
  readonly airflow?: (typeof airflowLines)[number];
  readonly python?: string;
  readonly port?: number;
}

export function run(args: readonly string[]): Promise<number> {
  const dev = newCommand("adp dev", "A datakit on its own Airflow and warehouse, without Docker.", [
    "adp dev start                         in a datakit's folder: Airflow, healthy, with its address",
    "adp dev run my_dag --conf '{\"a\": 1}'   triggers a DAG and follows it to its end",
    'adp dev sql "select count(*) from silver.customer"',
    "adp dev test                          the datakit's own tests",
    "adp dev stop                          ends every process of this datakit, and only those",
  ]);
  option(dev.command("start").description("start Airflow and wait until it is healthy"))
    .option(
      "--airflow <line>",
      `Airflow ${airflowLines.join(", ")}`,
      oneOf("dev start --airflow", airflowLines),
    )
    .option("--python <path>", "the Python to use")
    .option("--port <n>", "the port of Airflow's web server", wholeNumber("dev start --port", 1, 65535, 8080))
    .action(async (options: Common, command) => command.setOptionValue("exit", await start(options, args)));
  option(dev.command("run").argument("<dag>").description("trigger a DAG and follow it to its end"))
    .option("--conf <json>", "the run's configuration", parseObject)
    .option("--timeout <n>", "seconds to wait for its end", wholeNumber("dev run my_dag --timeout", 1), 600)
    .action(async (dag: string, options: RunOptions, command) =>
      command.setOptionValue("exit", await runDag(dag, options, args)),
    );
  option(dev.command("stop").description("end every process of this datakit")).action(
    async (options: Common) => stop(options, args),
  );
  option(dev.command("status").description("what runs, and whether it is healthy")).action(
    async (options: Common, command) => command.setOptionValue("exit", await status(options, args)),
  );
  option(
    dev.command("sql").argument("[statement]").description("SQL on the warehouse; a prompt without one"),
  ).action(async (statement: string | undefined, options: Common) => sql(statement, options, args));
  option(dev.command("test").argument("[pytest...]").description("run the datakit's tests by pytest"))
    .option(
      "--airflow <line>",
      `Airflow ${airflowLines.join(", ")}`,
      oneOf("dev test --airflow", airflowLines),
    )
    .option("--python <path>", "the Python to use")
    .action(async (words: string[], options: Common, command) =>
      command.setOptionValue("exit", await test(words, options, args)),
    );
  return runCommand(dev, args);
}

interface RunOptions extends Common {
  readonly conf?: Record<string, unknown>;
  readonly timeout: number;
}

function option(command: Command): Command {
  return command
    .option(
      "--engine <name>",
      "embedded: Airflow and PostgreSQL as processes",
      oneOf(`dev ${command.name()} --engine`, ["embedded"]),
      "embedded",
    )
    .option("--datakit <folder>", "the datakit (default: the one around this folder)")
    .option("--json", "one JSON document on stdout, nothing else");
}

function open(options: Common, args: readonly string[], signal?: AbortSignal) {
  const output = openOutput(options);
  const project = findProject(options.datakit ?? process.cwd());
  const engine = new EmbeddedEngine({
    ...project,
    engineFolder: engineFolder(),
    progress: new Progress(output, signal),
    again: typed(`dev ${args.filter((word) => word !== "--json").join(" ")}`),
    line: options.airflow,
    python: options.python,
    port: options.port,
    ...(signal === undefined ? {} : { signal }),
  });
  return { output, engine, project };
}

async function start(options: Common, args: readonly string[]): Promise<number> {
  let undo = async () => {};
  return interruptible(
    async (signal) => {
      const { output, engine } = open(options, args, signal);
      undo = () => engine.undoStart();
      const address = await engine.start();
      output.document(address);
      output.print(`Airflow is healthy: ${address.url}`);
      output.print(`  login     ${address.user}, with the password in ${address.passwordFile}`);
      output.print(`  run       ${typed("dev run DAG")}`);
      output.print(`  SQL       ${typed("dev sql")}`);
      output.print(`  stop      ${typed("dev stop")}`);
      return Exit.ok;
    },
    () => undo(),
  );
}

async function runDag(dag: string, options: RunOptions, args: readonly string[]): Promise<number> {
  const { output, engine } = open(options, args);
  const result = await engine.run(
    dag,
    options.conf ?? {},
    (task) =>
      output.note(`  ${task.task}: ${task.state}${task.attempt > 1 ? ` (attempt ${task.attempt})` : ""}`),
    options.timeout * 1000,
  );
  output.document(result);
  output.print(`${dag}: success in ${result.seconds.toFixed(1)} s (${result.runId})`);
  return Exit.ok;
}

async function stop(options: Common, args: readonly string[]): Promise<void> {
  const { output, engine } = open(options, args);
  const ended = await engine.stop();
  output.document({ ended });
  output.print(ended === 0 ? "Nothing was running." : `Stopped: ${ended} processes ended.`);
}

async function status(options: Common, args: readonly string[]): Promise<number> {
  const { output, engine } = open(options, args);
  const found = await engine.status();
  output.document(found);
  const where = found.state === "stopped" ? "" : `, ${found.url}`;
  output.print(found.line === undefined ? "stopped" : `${found.state}: Airflow ${found.line}${where}`);
  if (found.services.length > 0) {
    const rows = found.services.map((service) => [
      service.name,
      String(service.pid),
      service.healthy ? "healthy" : service.running ? "not healthy" : "ended",
    ]);
    for (const line of table(["service", "pid", "state"], rows)) output.print(line);
  }
  return found.state === "starting or unhealthy" ? Exit.platform : Exit.ok;
}

async function sql(statement: string | undefined, options: Common, args: readonly string[]): Promise<void> {
  await withWarehouse(options, args, async ({ output, airflow }) => {
    const client = await airflow.connectWarehouse();
    try {
      if (statement === undefined && process.stdin.isTTY) {
        await sqlPrompt(client, output.print);
        return;
      }
      const results = await runSql(client, statement ?? (await readAll(process.stdin)), output.json);
      output.document(results);
      for (const result of results) for (const line of formatSql(result)) output.print(line);
    } finally {
      await client.end();
    }
  });
}

async function test(words: readonly string[], options: Common, args: readonly string[]): Promise<number> {
  let code: number = Exit.ok;
  await withWarehouse(options, args, async ({ output, engine, project, airflow }) => {
    code = await engine.test(airflow, project.datakits[0] ?? process.cwd(), words, output.json);
    output.document({ passed: code === 0 });
  });
  return code;
}

type Opened = ReturnType<typeof open> & { airflow: AirflowInstance };

/** PostgreSQL alone, started for this command where it does not run, and then stopped again. */
async function withWarehouse(
  options: Common,
  args: readonly string[],
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const ranBefore = open(options, args).engine.warehouseRuns;
  const tidy = async () => {
    if (!ranBefore) await open(options, args).engine.stop();
  };
  await interruptible(async (signal) => {
    const opened = open(options, args, signal);
    await work({ ...opened, airflow: await opened.engine.startWarehouse() });
  }, tidy);
  await tidy();
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const part of stream) text += String(part);
  return text;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Not JSON: the error below says so.
  }
  throw new AdpError(CONF, {
    what: `--conf takes a JSON object, not ${text}.`,
    next: [`${typed(`dev run my_dag --conf '{"month": "2013-01"}'`)}   is an example`],
  });
}
