import { airflowLines, engineNames, parseConf } from "../engine/index.ts";
import { AdpCommand, choice, json, wholeNumber } from "../kernel/arguments.ts";
import { rememberOption } from "../kernel/command-line.ts";
import { exec } from "./dev/exec.ts";
import { list } from "./dev/list.ts";
import { logs } from "./dev/logs.ts";
import type { Common } from "./dev/open.ts";
import { reset } from "./dev/reset.ts";
import { runDag } from "./dev/run.ts";
import { sql } from "./dev/sql.ts";
import { restart, start } from "./dev/start.ts";
import { status } from "./dev/status.ts";
import { stop } from "./dev/stop.ts";
import { test } from "./dev/test.ts";
import { commandList } from "./list.ts";

export function command(): AdpCommand {
  const dev = new AdpCommand("adp dev", commandList.dev).enablePositionalOptions();
  dev.hook("preAction", (_, called) => {
    const { datakit } = called.opts<{ datakit?: string }>();
    if (datakit !== undefined) rememberOption("dev", ["--datakit", datakit]);
  });
  common(withPort(dev.command("start"))).does(start);
  common(withPort(dev.command("restart"))).does(restart);
  common(dev.command("run").argument("<dag>", "the DAG's id"))
    .option("--conf <json>", "the run's configuration, a JSON object", parseConf)
    .option("--timeout <n>", "seconds to wait for its end", wholeNumber(1), 600)
    .does(runDag);
  common(dev.command("stop")).option("--all", "every datakit that this clone started").does(stop);
  common(dev.command("status")).does(status);
  dev
    .command("list")
    .option(...json)
    .does(list);
  common(dev.command("logs").argument("[name]", "a service, a task or a DAG; without it, all services"))
    .option("-f, --follow", "go on with what is added")
    .option("-n, --lines <n>", "how many lines to begin with", wholeNumber(0), 50)
    .does(logs);
  common(dev.command("sql").argument("[statement]", "what to run; without it, standard input or a prompt"))
    .option("-x, --expanded", "show each row as a list of its columns")
    .does(sql);
  common(withPython(dev.command("test").argument("[pytest...]", "arguments of pytest")))
    .allowUnknownOption()
    .does(test);
  onEngine(dev.command("exec").argument("<command...>", "the program and its arguments"))
    .passThroughOptions()
    .does(exec);
  onEngine(dev.command("airflow").argument("[arguments...]", "arguments of Airflow"))
    .passThroughOptions()
    .allowUnknownOption()
    .does((words: readonly string[], options: Common) => exec(["airflow", ...words], options));
  common(dev.command("reset")).option("-y, --yes", "do not ask").does(reset);
  return dev;
}

function withPort(command: AdpCommand): AdpCommand {
  return withPython(command).option("--port <n>", "the port of Airflow's web server", wholeNumber(1, 65535));
}

function withPython(command: AdpCommand): AdpCommand {
  return command
    .addOption(
      choice("--airflow <line>", "the Airflow line (default: what .airflow-version names)", airflowLines()),
    )
    .option("--python <path>", "the Python to use");
}

function common(command: AdpCommand): AdpCommand {
  return onEngine(command).option(...json);
}

function onEngine(command: AdpCommand): AdpCommand {
  return command
    .addOption(choice("--engine <name>", "where it runs (default: where it was started)", engineNames))
    .option("--datakit <folder>", "the datakit (default: the one around this folder)");
}
