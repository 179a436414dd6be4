import { typed } from "../kernel/home.ts";
import { type Output, table } from "../kernel/output.ts";
import type { DemoResult } from "./demo.ts";
import type { FlightsReport } from "./report.ts";

/** The report as a person reads it: the same figures as --json. */
export function printDemo(result: DemoResult, output: Output): void {
  if (output.json) return;
  const { report } = result;
  const { bold, green } = output.style;
  const section = (title: string, lines: readonly string[]) => {
    output.print();
    output.print(bold(title));
    for (const line of lines) output.print(`  ${line}`);
  };
  section("Rows", rowLines(report));
  section("Versions that history keeps", table(["table", "versions"], Object.entries(report.history)));
  section(`Airport ${report.airport.faa}, before and after`, airportLines(report));
  section("Quarantined, and why", quarantineLines(report));
  section(
    "Kept with a flag",
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
    ...airport.versions.map((version) => `as_of ${version.as_of}  ${version.name}`),
    ...airport.audit.flatMap((change) => [
      `audit ${change.changed_at}  ${change.op} by ${change.actor ?? change.db_user}, batch ${change.batch_id}`,
      ...(change.op === "INSERT" ? [] : [`      ${JSON.stringify(change.changes)}`]),
    ]),
  ];
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
  const figure = (value: number | undefined) => (value === undefined ? "" : value.toFixed(1));
  const layers = Object.entries(report.seconds).map(([layer, value]) => [
    `  of which ${layer}, all batches`,
    figure(value),
    `${figure(report.bare[`${layer}_seconds`])} by COPY`,
  ]);
  const lines = table(
    ["step", "seconds", "of which in the tools themselves"],
    [
      ...steps.map((step) => [step.name, figure(step.seconds), figure(step.bareSeconds)]),
      ...layers,
      ["altogether", figure(seconds), figure(steps.reduce((sum, step) => sum + (step.bareSeconds ?? 0), 0))],
    ],
  );
  return [
    ...lines,
    `bronze, silver and gold took ${report.bare.times.toFixed(1)} times a plain COPY of the same tables (${report.bare.seconds.toFixed(1)} s)`,
  ];
}

function nextLines({ address }: DemoResult): string[] {
  const sql = typed('dev sql "select * from gold.delays_by_carrier_month limit 5"');
  if (address === undefined) {
    return [
      `SQL on these tables:      ${sql}`,
      `the same, Airflow kept:   ${typed("demo --keep")}`,
      `a datakit of your own:    ${typed("datakit new my-first")}`,
    ];
  }
  return [
    `Airflow:                  ${address.url}`,
    `login:                    ${address.user}, with the password in ${address.passwordFile}`,
    `SQL on these tables:      ${sql}`,
    `stop:                     ${typed("demo --stop")}`,
  ];
}
