import { join } from "node:path";
import { typed } from "../kernel/home.ts";
import { type Output, table } from "../kernel/output.ts";
import type { DemoResult } from "./demo.ts";
import type { Change, FlightsReport } from "./report.ts";

/** The report as a person reads it: the same figures as --json. */
export function printDemo(result: DemoResult, output: Output): void {
  if (output.json) return;
  const { report, runs, versions } = result;
  const { bold, green } = output.style;
  const section = (title: string, lines: readonly string[]) => {
    output.print();
    output.print(bold(title));
    for (const line of lines) output.print(`  ${line}`);
  };
  const tasks = runs.reduce((sum, run) => sum + run.tasks.length, 0);
  output.print();
  output.print(
    green(`Green: ${runs.length} DAG runs, ${tasks} tasks`) +
      ` on Airflow ${versions.airflow}, Python ${versions.python}, PostgreSQL ${versions.postgres}`,
  );
  for (const run of runs) output.print(`  ${run.dag}: ${run.tasks.map((task) => task.task).join(", ")}`);
  section("Rows", [
    ...rowLines(report),
    "",
    "bronze keeps every line of both days as it came; silver has one row a key, earlier versions in its history;",
    "gold's dim_airport and dim_plane also have what only flights name.",
  ]);
  section(
    "Earlier versions that history keeps",
    table(["table", "versions"], Object.entries(report.history)),
  );
  section(`Airport ${report.airport.faa}, before and after day two`, airportLines(report));
  section("Quarantined, and why (day two's broken rows are on purpose)", quarantineLines(report));
  section(
    "Kept with a flag (the real data is like that)",
    table(
      ["table", "rows", "why"],
      report.flags.map((flag) => [flag.table_name, flag.rows, flag.words]),
    ),
  );
  const batches = new Set(report.batches.map((batch) => batch.batch_id)).size;
  section("The books", [
    green(
      `balance: ${report.books.length} checks over ${batches} batches, every row that was read is accounted for`,
    ),
    "read = bronze = inserted + updated + unchanged + rejected; valid keys = silver; gold sums = silver sums",
  ]);
  section("Time", timeLines(result));
  section("Next", nextLines(result));
}

function rowLines({ rows }: FlightsReport): string[] {
  return table(
    ["layer", "table", "rows"],
    Object.entries(rows).flatMap(([layer, tables]) =>
      Object.entries(tables).map(([name, count]) => [layer, name, count] as const),
    ),
  );
}

function airportLines({ airport }: FlightsReport): string[] {
  return [
    ...airport.versions.map((version) => `as_of ${moment(version.as_of)}  ${version.name}`),
    ...airport.audit.flatMap((change) => [
      `audit ${moment(change.changed_at)}  ${change.op}, batch ${change.batch_id}${difference(change)}`,
      `      by ${change.actor ?? change.db_user}`,
    ]),
  ];
}

function difference({ op, changes }: Change): string {
  if (op === "INSERT") return "";
  const entries = Object.entries(changes ?? {}).map(
    ([name, [before, after]]) => `${name} ${before} -> ${after}`,
  );
  return `: ${entries.join(", ")}`;
}

/** A moment to the second, in UTC. */
function moment(text: string): string {
  return `${new Date(text).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

function quarantineLines({ quarantine }: FlightsReport): string[] {
  return [
    ...table(
      ["table", "rows", "why"],
      quarantine.map((entry) => [entry.table_name, entry.rows, entry.reason]),
    ),
    ...quarantine.map(({ table_name, example }) => {
      // The rule's words, and behind them the line as the source wrote it, where a check refused it.
      const [, line] = example.reason.split("; ", 2);
      return `${table_name}, batch ${example.batch_id}: ${line ?? known(example.row)}`;
    }),
  ];
}

/** A refused row as its source knew it: without what is empty, and without what the merge adds. */
function known(row: unknown): string {
  const entries = Object.entries(typeof row === "object" && row !== null ? row : {});
  const own = entries.filter(([name, value]) => value !== null && !name.startsWith("_"));
  const text = own.map(([name, value]) => `${name} ${value}`).join(", ");
  return text.length > 90 ? `${text.slice(0, 87)}...` : text;
}

function timeLines({ steps, report, seconds }: DemoResult): string[] {
  const figure = (value: number) => `${value.toFixed(1)} s`;
  const inTools = steps.reduce((sum, step) => sum + (step.bareSeconds ?? 0), 0);
  const loads = Object.values(report.seconds).reduce((sum, value) => sum + value, 0);
  return [
    ...table(
      ["step", "time", "in the tools themselves"],
      [
        ...steps.map((step) => [step.name, figure(step.seconds), figure(step.bareSeconds ?? 0)]),
        ["altogether", figure(seconds), figure(inTools)],
      ],
    ),
    "",
    ...table(
      ["loading, all batches", "time", "a plain COPY of the same tables"],
      [
        ...Object.entries(report.seconds).map(([layer, value]) => [
          layer,
          figure(value),
          figure(report.bare[`${layer}_seconds`] ?? 0),
        ]),
        ["altogether", figure(loads), `${figure(report.bare.seconds)}`],
      ],
    ),
    `bronze, silver and gold, with keys, checks, history and books: ${report.bare.times.toFixed(1)} times the plain COPY`,
  ];
}

export function nextLines({
  address,
  folder,
  months,
}: Pick<DemoResult, "address" | "folder" | "months">): string[] {
  const sql = typed('dev sql "select * from gold.delays_by_carrier_month limit 5"');
  const place = `warehouse, logs, datakit:  ${folder}`;
  if (address === undefined) {
    return [
      `SQL on these tables:       ${sql}`,
      `the same, Airflow kept:    ${typed(months === 12 ? "demo --keep" : `demo --months ${months} --keep`)}`,
      `a datakit of your own:     ${typed("datakit new my-first --into ..")}`,
      place,
    ];
  }
  return [
    `Airflow:                   ${address.url}`,
    `login:                     ${address.user}, with the password in ${address.passwordFile}`,
    `SQL on these tables:       ${sql}`,
    `Airflow's logs:            ${join(folder, "airflow", "logs")}`,
    `stop:                      ${typed("demo --stop")}`,
    place,
  ];
}
