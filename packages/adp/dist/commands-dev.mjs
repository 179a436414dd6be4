import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  confirm
} from "./shared-kernel-prompt.mjs";
import {
  DockerEngine,
  EmbeddedEngine,
  RunFailed,
  airflowLines,
  cancelStatement,
  chooseEngine,
  embeddedDags,
  engineFolder,
  engineNames,
  engineOf,
  errors,
  findDatakit,
  findProject,
  formatSql,
  page,
  parseConf,
  rememberEngine,
  runSql,
  runningFolders,
  runningOnDocker,
  sqlPrompt,
  stopOnDocker,
  testDatakit
} from "./shared-engine-choose.mjs";
import {
  Progress
} from "./shared-kernel-progress.mjs";
import "./shared-kernel-daemon.mjs";
import "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import {
  Docker
} from "./shared-docker-base-image.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  AdpCommand,
  ProcessFailure,
  choice,
  json,
  wholeNumber
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  Interrupted,
  act,
  adp,
  again,
  commandLine,
  commandList,
  describeError,
  either,
  interruptible,
  openOutput,
  platformRoot,
  printable,
  quoted,
  rememberOption,
  run,
  table
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/dev/exec.ts
import { join as join2 } from "node:path";

// packages/adp/src/commands/dev/open.ts
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
function open(options, signal) {
  let { runFolder } = findProject(options.datakit ?? process.cwd());
  return openOn(options.engine ?? engineOf(runFolder) ?? "embedded", options, signal);
}
async function openToStart(options, signal) {
  let folder = options.datakit ?? process.cwd(), output = openOutput(options), progress = new Progress(output, signal), project = findDatakit(folder), docker = new Docker(signal === void 0 ? {} : { signal });
  (options.engine ?? engineOf(project.runFolder)) === "docker" && docker.lookAhead();
  let name = await chooseEngine({ ...project, asked: options.engine, progress, docker, starts: !0 }), { DoctorContext, guard } = await import("./doctor-index.mjs"), context = new DoctorContext({
    root: platformRoot(),
    folder,
    engine: name,
    line: options.airflow,
    docker,
    ...signal === void 0 ? {} : { signal }
  });
  await guard(`dev start, ${name}`, context, output);
  let airflow = name === "docker" ? await context.datakitLine() : options.airflow, settled = { ...options, ...airflow === void 0 ? {} : { airflow } };
  return openOn(name, settled, signal, context.docker);
}
function openOn(name, options, signal, docker) {
  let project = findProject(options.datakit ?? process.cwd()), [datakit, ...others] = project.datakits;
  return name === "embedded" || datakit === void 0 || others.length > 0 ? openEmbedded(options, signal) : openDocker(datakit, options, signal, docker);
}
function openDocker(datakit, options, signal, docker) {
  let output = openOutput(options), project = findProject(datakit), engine = new DockerEngine({
    runFolder: project.runFolder,
    datakit,
    progress: new Progress(output, signal),
    line: options.airflow,
    port: options.port,
    docker,
    ...signal === void 0 ? {} : { signal }
  });
  return { output, engine, project };
}
function openEmbedded(options, signal) {
  let output = openOutput(options), project = findProject(options.datakit ?? process.cwd()), engine = new EmbeddedEngine({
    ...project,
    engineFolder: engineFolder(),
    progress: new Progress(output, signal),
    line: options.airflow,
    python: options.python,
    port: options.port,
    ...signal === void 0 ? {} : { signal }
  });
  return { output, engine, project };
}
async function withWarehouse(options, work) {
  let { engine: first, output } = openEmbedded(options), ranBefore = first.warehouseRuns, cancel = async () => {
  }, interrupted = () => !1, tidy = async () => {
    ranBefore ? interrupted() && await cancel() : await first.stop(), interrupted() && output.note(
      `Interrupted: ${ranBefore ? "what ran before goes on" : "nothing of this datakit runs now"}.`
    );
  }, code = await interruptible(async (signal) => {
    interrupted = () => signal.aborted;
    let opened = openEmbedded(options, signal), airflow = await opened.engine.startWarehouse();
    return work({ ...opened, airflow, signal }, (how) => {
      cancel = how;
    });
  }, tidy);
  return await tidy(), code;
}
async function onDocker(options) {
  let project = findProject(options.datakit ?? process.cwd()), before = options.engine === void 0 ? engineOf(project.runFolder) : void 0, progress = new Progress(openOutput(options)), engine = before ?? await chooseEngine({ ...project, asked: options.engine, progress });
  return { project, datakit: engine === "docker" ? project.datakits[0] : void 0 };
}
async function withConnection(options, work) {
  let { project, datakit } = await onDocker(options);
  if (datakit === void 0)
    return withWarehouse(
      options,
      ({ output, airflow }, onInterrupt) => work({ output, project, connect: () => airflow.connectWarehouse() }, onInterrupt)
    );
  let cancel = async () => {
  }, interrupted = () => !1;
  return interruptible(
    (signal) => {
      interrupted = () => signal.aborted;
      let { output, engine } = openDocker(datakit, options, signal);
      return work({ output, project, connect: () => engine.connectWarehouse() }, (how) => {
        cancel = how;
      });
    },
    async () => {
      interrupted() && await cancel();
    }
  );
}
async function withDags(options, work) {
  let { project, datakit } = await onDocker(options);
  return datakit !== void 0 ? withDockerDags(datakit, options, work) : withWarehouse(options, async ({ output, engine, airflow }) => {
    await engine.migrate(airflow);
    let scratch = mkdtempSync(join(project.runFolder, "scratch-"));
    try {
      let folder = project.datakits[0] ?? process.cwd();
      return await work({ output, project, dags: embeddedDags(airflow, folder, scratch) });
    } finally {
      rmSync(scratch, { recursive: !0, force: !0 });
    }
  });
}
async function withDockerDags(datakit, options, work) {
  let tidy = async () => {
  }, code = await interruptible(
    async (signal) => {
      let { output, engine, project } = openDocker(datakit, options, signal), dags = engine.dags();
      return tidy = async () => {
        await dags.close(), signal.aborted && output.note(
          `Interrupted: ${dags.ranBefore ? "what ran before goes on" : "nothing of this datakit runs now"}.`
        );
      }, await dags.open(), work({ output, project, dags });
    },
    () => tidy()
  );
  return await tidy(), code;
}

// packages/adp/src/commands/dev/exec.ts
function exec(words, options) {
  return withDags(options, async ({ project, dags }) => {
    let folder = project.datakits[0] ?? process.cwd(), result = await dags.run(words, { quiet: !1 });
    if (!(result instanceof ProcessFailure)) return Exit.ok;
    if (result.kind !== "spawn-failed") return Exit.job;
    let [program = ""] = words;
    throw new AdpError(errors.noProgram, {
      what: `The environment of the DAGs has no program "${program}" that can be started.`,
      why: `PATH begins with ${dags.bin}.`,
      next: [
        either(
          [act(`name its package in ${join2(folder, "requirements.txt")}`), again],
          run(adp`dev exec bash`, "opens a shell in this environment")
        )
      ],
      cause: result
    });
  });
}

// packages/adp/src/commands/dev/list.ts
import { existsSync } from "node:fs";
import { dirname, join as join3, sep } from "node:path";
async function list(options) {
  let output = openOutput(options), found = [];
  for (let { datakit, engine } of [...embedded(output), ...await onDocker2(output)]) {
    let { state, line, url, services } = await engine?.status() ?? folderGone, ended = services.filter(({ running }) => !running).map(({ name }) => name);
    found.push({ datakit, engine: engine?.name ?? "docker", state, line, url, ended });
  }
  if (output.document(found), found.length === 0) output.print("No datakit runs.");
  else
    for (let line of table(
      ["datakit", "engine", "Airflow", "state", "address"],
      found.map((one) => [one.datakit, one.engine, one.line ?? "", one.state, one.url ?? ""])
    ))
      output.print(line);
  let { adp: adp2 } = commandLine();
  for (let { datakit, ended } of found) {
    let here = `--datakit ${quoted(datakit)}`;
    existsSync(datakit) ? ended.length > 0 && (output.print(`${datakit}: ${ended.join(", ")} ended.`), output.print(`  next  ${adp2(`dev logs ${ended[0]} ${here}`)}, then ${adp2(`dev restart ${here}`)}`)) : (output.print(`${datakit}: the folder is gone, its containers run.`), output.print(`  next  ${adp2("dev stop --all")}`));
  }
  return Exit.ok;
}
function embedded(output) {
  return runningFolders(engineFolder()).map((runFolder) => ({
    // A datakit's run folder is .adp/run below it; the demo's has a name of its own.
    datakit: runFolder.endsWith(`${sep}.adp${sep}run`) ? dirname(dirname(runFolder)) : runFolder,
    engine: new EmbeddedEngine({
      runFolder,
      engineFolder: engineFolder(),
      datakits: [],
      progress: new Progress(output)
    })
  }));
}
async function onDocker2(output) {
  return (await runningOnDocker()).map(({ datakit }) => {
    if (!existsSync(datakit)) return { datakit, engine: void 0 };
    let runFolder = join3(datakit, ".adp", "run");
    return { datakit, engine: new DockerEngine({ datakit, runFolder, progress: new Progress(output) }) };
  });
}
var folderGone = {
  state: "unhealthy",
  line: void 0,
  url: void 0,
  services: []
};

// packages/adp/src/commands/dev/logs.ts
async function logs(name, options) {
  let { output, engine } = open(options), found = await engine.logs(name), lines = options.lines ?? 50, tails = found.map((log) => ({
    log,
    lines: engine.readLog(log).slice(-lines || Number.MAX_SAFE_INTEGER)
  }));
  output.document(
    tails.map(({ log: { name: name2, path, task }, lines: tail }) => ({
      name: name2,
      path,
      lines: tail,
      ...task === void 0 ? {} : { dag: task.dag, runId: task.runId, attempt: task.attempt }
    }))
  );
  for (let line of headLines(found)) output.note(line);
  let width = Math.max(0, ...found.map((log) => log.name.length)), show = (log, line) => output.print(found.length === 1 ? line : `${log.name.padEnd(width)} | ${line}`);
  if (lines > 0) for (let { log, lines: tail } of tails) for (let line of tail) show(log, line);
  if (!options.follow || output.json) return Exit.ok;
  try {
    await interruptible(
      (signal) => engine.follow(found, show, signal),
      async () => {
      }
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return Exit.ok;
}
function headLines([first, ...others]) {
  if (first?.task === void 0) return [];
  let { dag, runId, attempt } = first.task;
  return [
    `${others.length > 0 ? `${dag}, run ${runId}` : `${dag}.${first.name}, run ${runId}, attempt ${attempt}`} (times in UTC)`,
    ...first.newerRun === void 0 ? [] : [`It has no log in the newer run ${first.newerRun}: it was skipped, or did not start.`]
  ];
}

// packages/adp/src/commands/dev/reset.ts
async function reset(options) {
  let { output, engine, project } = open(options);
  if (!options.yes && !await confirmed(project.runFolder, engine.name))
    return output.print("Nothing was deleted."), Exit.job;
  let ended = await engine.reset();
  return output.document({ ended, deleted: project.runFolder }), output.print(`Deleted ${project.runFolder}${deleted[engine.name]}`), Exit.ok;
}
var asked = {
  embedded: " with all tables of the warehouse",
  docker: " and Airflow's own database, and leave the tables in the warehouse"
}, deleted = {
  embedded: ". The next start begins with an empty warehouse.",
  docker: " and Airflow's own database. The tables stay in the warehouse."
};
async function confirmed(folder, engine) {
  let answer = await confirm(`Delete ${folder}${asked[engine]}?`);
  if (answer !== void 0) return answer;
  throw new AdpError(errors.unconfirmed, {
    why: engine === "embedded" ? "This deletes the datakit's warehouse with all its tables." : "This deletes Airflow's own database with its history.",
    next: [run(adp`dev reset --yes`, "does not ask")]
  });
}

// packages/adp/src/commands/dev/run.ts
async function runDag(dag, options) {
  let { output } = open(options);
  try {
    let result = await follow(dag, options);
    return output.document(result), output.print(`${dag}: success in ${result.seconds.toFixed(1)} s (${result.runId})`), Exit.ok;
  } catch (error) {
    if (!(error instanceof RunFailed) || !output.json) throw error;
    return output.document({ ...error.result, error }), process.stderr.write(`${printable(describeError(error))}
`), error.exit;
  }
}
function follow(dag, options) {
  let { output } = open(options), runId, interrupted = () => !1;
  return interruptible((signal) => (interrupted = () => signal.aborted, open(options, signal).engine.run(
    dag,
    options.conf ?? {},
    {
      task: ({ task, state, attempt }) => output.note(`  ${task}: ${state}${attempt > 1 ? ` (attempt ${attempt})` : ""}`),
      triggered: (run2) => {
        runId = run2.runId, run2.unpaused && output.note(`  ${unpausedLine(dag, run2.schedule)}`);
      }
    },
    (options.timeout ?? 600) * 1e3
  )), async () => {
    interrupted() && output.note(
      runId === void 0 ? "Interrupted: nothing was run." : `Interrupted: the run ${runId} goes on in Airflow. ${commandLine().adp("dev stop")} stops Airflow.`
    );
  });
}
function unpausedLine(dag, schedule) {
  let unpaused = `${dag} was paused. It is unpaused now`;
  if (schedule === void 0) return `${unpaused}.`;
  let pause = commandLine().adp(`dev airflow dags pause ${dag}`);
  return `${unpaused}, so Airflow also runs it on its schedule (${schedule}); ${pause} ends that.`;
}

// packages/adp/src/commands/dev/sql.ts
function sql(statement, options) {
  return withConnection(options, async ({ output, project, connect }, onInterrupt) => {
    let client = await connect(), cancel = () => cancelStatement(client, connect);
    onInterrupt(cancel);
    let show = (lines) => page(lines, output.print, project.runFolder);
    try {
      if (statement === void 0 && process.stdin.isTTY)
        return await sqlPrompt({ client, show, cancel }), Exit.ok;
      let results = await runSql(client, statement ?? await readAll(process.stdin));
      return output.document(results), output.json || await show(results.flatMap((result) => formatSql(result, options.expanded))), Exit.ok;
    } finally {
      await client.end();
    }
  });
}
async function readAll(stream) {
  let text = "";
  for await (let part of stream) text += String(part);
  return text;
}

// packages/adp/src/commands/dev/start.ts
function start(options) {
  return begin(options, !1);
}
function restart(options) {
  return begin(options, !0);
}
async function begin(options, restart2) {
  let undo = async () => {
  };
  return interruptible(
    async (signal) => {
      let { output, engine, project } = await openToStart(options, signal);
      undo = async () => {
        let stopped = await engine.undoStart();
        signal.aborted && output.note(
          stopped ? "Interrupted: nothing of this datakit runs now." : "Interrupted: nothing was started or stopped."
        );
      };
      let address = await engine.start({ restart: restart2 });
      return rememberEngine(project.runFolder, engine.name), output.document(address), print(address, output), Exit.ok;
    },
    () => undo()
  );
}
function print(address, { print: print2 }) {
  let { adp: adp2 } = commandLine();
  print2(`Airflow is healthy: ${address.url}`), print2(`  login      ${address.user}, with the password in ${address.passwordFile}`), address.warehouse !== void 0 && print2(`  warehouse  ${warehouseLine(address.warehouse)}`);
  for (let line of dagLines(address.dags)) print2(`  ${line}`);
  print2(`  run        ${adp2(`dev run ${address.dags?.dags[0]?.dag ?? "DAG"}`)}`), print2(`  SQL        ${adp2("dev sql")}`), print2(`  stop       ${adp2("dev stop")}`);
}
function warehouseLine(warehouse) {
  let { host, port, user, database, passwordFile } = warehouse;
  return `PGPASSFILE=${quoted(passwordFile)} psql -h ${host} -p ${port} -U ${user} ${database}`;
}
function dagLines(found) {
  if (found === void 0) return [];
  let names = found.dags.map(({ dag, paused }) => `${dag}${paused ? " (paused)" : ""}`);
  return [
    ...names.length === 0 ? [] : [`DAGs       ${names.join(", ")}`],
    ...found.importErrors.map(({ file, reason }) => `broken     ${file}: ${reason}`)
  ];
}

// packages/adp/src/commands/dev/status.ts
async function status(options) {
  let { output, engine } = open(options), found = await engine.status();
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
  found.warehouse !== void 0 && output.print(`warehouse  ${warehouseLine(found.warehouse)}`);
  for (let line of dagLines(found.dags)) output.print(line);
  for (let problem of found.problems) output.print(`problem    ${problem}`);
  let [ended] = found.state === "unhealthy" ? found.services.filter(({ running }) => !running) : [];
  if (ended !== void 0) {
    let { adp: adp2 } = commandLine();
    output.print(`next       ${adp2(`dev logs ${ended.name}`)}, then ${adp2("dev restart")}`);
  }
  return found.state === "starting" || found.state === "unhealthy" ? Exit.platform : Exit.ok;
}

// packages/adp/src/commands/dev/stop.ts
async function stop(options) {
  let output = openOutput(options), ended = options.all ? await stopAll(options, output) : await open(options).engine.stop();
  return output.document({ ended }), output.print(
    ended === 0 ? "Nothing was running." : `Stopped: ${ended} process${ended === 1 ? "" : "es"} ended.`
  ), Exit.ok;
}
async function stopAll({ engine }, output) {
  let ended = engine === "embedded" ? 0 : await stopOnDocker();
  if (engine === "docker") return ended;
  for (let runFolder of runningFolders(engineFolder())) {
    let progress = new Progress(output);
    ended += await new EmbeddedEngine({
      runFolder,
      engineFolder: engineFolder(),
      datakits: [],
      progress
    }).stop();
  }
  return ended;
}

// packages/adp/src/commands/dev/test.ts
function test(words, options) {
  return withDags(options, async ({ output, dags }) => {
    let { code, counts, output: text } = await testDatakit({ dags, words, quiet: output.json });
    return output.document({ passed: code === 0, code, counts, ...code === 0 ? {} : { output: text } }), code === 0 ? Exit.ok : Exit.job;
  });
}

// packages/adp/src/commands/dev.ts
function command() {
  let dev = new AdpCommand("adp dev", commandList.dev).enablePositionalOptions();
  return dev.hook("preAction", (_, called) => {
    let { datakit } = called.opts();
    datakit !== void 0 && rememberOption("dev", ["--datakit", datakit]);
  }), common(withPort(dev.command("start"))).does(start), common(withPort(dev.command("restart"))).does(restart), common(dev.command("run").argument("<dag>", "the DAG's id")).option("--conf <json>", "the run's configuration, a JSON object", parseConf).option("--timeout <n>", "seconds to wait for its end", wholeNumber(1), 600).does(runDag), common(dev.command("stop")).option("--all", "every datakit that this clone started").does(stop), common(dev.command("status")).does(status), dev.command("list").option(...json).does(list), common(dev.command("logs").argument("[name]", "a service, a task or a DAG; without it, all services")).option("-f, --follow", "go on with what is added").option("-n, --lines <n>", "how many lines to begin with", wholeNumber(0), 50).does(logs), common(dev.command("sql").argument("[statement]", "what to run; without it, standard input or a prompt")).option("-x, --expanded", "show each row as a list of its columns").does(sql), common(withPython(dev.command("test").argument("[pytest...]", "arguments of pytest"))).allowUnknownOption().does(test), onEngine(dev.command("exec").argument("<command...>", "the program and its arguments")).passThroughOptions().does(exec), onEngine(dev.command("airflow").argument("[arguments...]", "arguments of Airflow")).passThroughOptions().allowUnknownOption().does((words, options) => exec(["airflow", ...words], options)), common(dev.command("reset")).option("-y, --yes", "do not ask").does(reset), dev;
}
function withPort(command2) {
  return withPython(command2).option("--port <n>", "the port of Airflow's web server", wholeNumber(1, 65535));
}
function withPython(command2) {
  return command2.addOption(
    choice("--airflow <line>", "the Airflow line (default: what .airflow-version names)", airflowLines())
  ).option("--python <path>", "the Python to use");
}
function common(command2) {
  return onEngine(command2).option(...json);
}
function onEngine(command2) {
  return command2.addOption(choice("--engine <name>", "where it runs (default: where it was started)", engineNames)).option("--datakit <folder>", "the datakit (default: the one around this folder)");
}
export {
  command
};
