import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  EmbeddedEngine,
  airflowLines,
  engineFolder,
  findProject,
  formatSql,
  runSql,
  sqlPrompt
} from "./chunk-IU2G6VAE.mjs";
import {
  Progress,
  interruptible
} from "./chunk-UQ3XOWHQ.mjs";
import "./chunk-TK6MKDSO.mjs";
import "./chunk-BDWPJV5M.mjs";
import "./chunk-RXQROTSY.mjs";
import "./chunk-NQUNY6ZP.mjs";
import {
  newCommand,
  oneOf,
  runCommand,
  wholeNumber
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput,
  table
} from "./chunk-JKCRZFC4.mjs";
import {
  AdpError,
  Exit,
  defineError
} from "./chunk-NWQJSMLS.mjs";
import {
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/commands/dev.ts
var CONF = defineError("ADP-DEV-002", Exit.usage, "The configuration of the run is not a JSON object.");
function run(args) {
  let dev = newCommand("adp dev", "A datakit on its own Airflow and warehouse, without Docker.", [
    "adp dev start                         in a datakit's folder: Airflow, healthy, with its address",
    `adp dev run my_dag --conf '{"a": 1}'   triggers a DAG and follows it to its end`,
    'adp dev sql "select count(*) from silver.customer"',
    "adp dev test                          the datakit's own tests",
    "adp dev stop                          ends every process of this datakit, and only those"
  ]);
  return option(dev.command("start").description("start Airflow and wait until it is healthy")).option(
    "--airflow <line>",
    `Airflow ${airflowLines.join(", ")}`,
    oneOf("dev start --airflow", airflowLines)
  ).option("--python <path>", "the Python to use").option("--port <n>", "the port of Airflow's web server", wholeNumber("dev start --port", 1, 65535, 8080)).action(async (options, command) => command.setOptionValue("exit", await start(options, args))), option(dev.command("run").argument("<dag>").description("trigger a DAG and follow it to its end")).option("--conf <json>", "the run's configuration", parseObject).option("--timeout <n>", "seconds to wait for its end", wholeNumber("dev run my_dag --timeout", 1), 600).action(
    async (dag, options, command) => command.setOptionValue("exit", await runDag(dag, options, args))
  ), option(dev.command("stop").description("end every process of this datakit")).action(
    async (options) => stop(options, args)
  ), option(dev.command("status").description("what runs, and whether it is healthy")).action(
    async (options, command) => command.setOptionValue("exit", await status(options, args))
  ), option(
    dev.command("sql").argument("[statement]").description("SQL on the warehouse; a prompt without one")
  ).action(async (statement, options) => sql(statement, options, args)), option(dev.command("test").argument("[pytest...]").description("run the datakit's tests by pytest")).option(
    "--airflow <line>",
    `Airflow ${airflowLines.join(", ")}`,
    oneOf("dev test --airflow", airflowLines)
  ).option("--python <path>", "the Python to use").action(
    async (words, options, command) => command.setOptionValue("exit", await test(words, options, args))
  ), runCommand(dev, args);
}
function option(command) {
  return command.option(
    "--engine <name>",
    "embedded: Airflow and PostgreSQL as processes",
    oneOf(`dev ${command.name()} --engine`, ["embedded"]),
    "embedded"
  ).option("--datakit <folder>", "the datakit (default: the one around this folder)").option("--json", "one JSON document on stdout, nothing else");
}
function open(options, args, signal) {
  let output = openOutput(options), project = findProject(options.datakit ?? process.cwd()), engine = new EmbeddedEngine({
    ...project,
    engineFolder: engineFolder(),
    progress: new Progress(output, signal),
    again: typed(`dev ${args.filter((word) => word !== "--json").join(" ")}`),
    line: options.airflow,
    python: options.python,
    port: options.port,
    ...signal === void 0 ? {} : { signal }
  });
  return { output, engine, project };
}
async function start(options, args) {
  let undo = async () => {
  };
  return interruptible(
    async (signal) => {
      let { output, engine } = open(options, args, signal);
      undo = () => engine.undoStart();
      let address = await engine.start();
      return output.document(address), output.print(`Airflow is healthy: ${address.url}`), output.print(`  login     ${address.user}, with the password in ${address.passwordFile}`), output.print(`  run       ${typed("dev run DAG")}`), output.print(`  SQL       ${typed("dev sql")}`), output.print(`  stop      ${typed("dev stop")}`), Exit.ok;
    },
    () => undo()
  );
}
async function runDag(dag, options, args) {
  let { output, engine } = open(options, args), result = await engine.run(
    dag,
    options.conf ?? {},
    (task) => output.note(`  ${task.task}: ${task.state}${task.attempt > 1 ? ` (attempt ${task.attempt})` : ""}`),
    options.timeout * 1e3
  );
  return output.document(result), output.print(`${dag}: success in ${result.seconds.toFixed(1)} s (${result.runId})`), Exit.ok;
}
async function stop(options, args) {
  let { output, engine } = open(options, args), ended = await engine.stop();
  output.document({ ended }), output.print(ended === 0 ? "Nothing was running." : `Stopped: ${ended} processes ended.`);
}
async function status(options, args) {
  let { output, engine } = open(options, args), found = await engine.status();
  output.document(found);
  let where = found.state === "stopped" ? "" : `, ${found.url}`;
  if (output.print(found.line === void 0 ? "stopped" : `${found.state}: Airflow ${found.line}${where}`), found.services.length > 0) {
    let rows = found.services.map((service) => [
      service.name,
      String(service.pid),
      service.healthy ? "healthy" : service.running ? "not healthy" : "ended"
    ]);
    for (let line of table(["service", "pid", "state"], rows)) output.print(line);
  }
  return found.state === "starting or unhealthy" ? Exit.platform : Exit.ok;
}
async function sql(statement, options, args) {
  await withWarehouse(options, args, async ({ output, airflow }) => {
    let client = await airflow.connectWarehouse();
    try {
      if (statement === void 0 && process.stdin.isTTY) {
        await sqlPrompt(client, output.print);
        return;
      }
      let results = await runSql(client, statement ?? await readAll(process.stdin), output.json);
      output.document(results);
      for (let result of results) for (let line of formatSql(result)) output.print(line);
    } finally {
      await client.end();
    }
  });
}
async function test(words, options, args) {
  let code = Exit.ok;
  return await withWarehouse(options, args, async ({ output, engine, project, airflow }) => {
    code = await engine.test(airflow, project.datakits[0] ?? process.cwd(), words, output.json), output.document({ passed: code === 0 });
  }), code;
}
async function withWarehouse(options, args, work) {
  let ranBefore = open(options, args).engine.warehouseRuns, tidy = async () => {
    ranBefore || await open(options, args).engine.stop();
  };
  await interruptible(async (signal) => {
    let opened = open(options, args, signal);
    await work({ ...opened, airflow: await opened.engine.startWarehouse() });
  }, tidy), await tidy();
}
async function readAll(stream) {
  let text = "";
  for await (let part of stream) text += String(part);
  return text;
}
function parseObject(text) {
  try {
    let value = JSON.parse(text);
    if (typeof value == "object" && value !== null && !Array.isArray(value))
      return value;
  } catch {
  }
  throw new AdpError(CONF, {
    what: `--conf takes a JSON object, not ${text}.`,
    next: [`${typed(`dev run my_dag --conf '{"month": "2013-01"}'`)}   is an example`]
  });
}
export {
  run
};
