import { again } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { tryJson } from "../kernel/json.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { BareClock } from "../kernel/progress.ts";
import { DEMO_BOOKS, DEMO_REPORT } from "./errors.ts";

const counts = z.record(z.string(), z.number());
const change = z.looseObject({
  changed_at: z.string(),
  op: z.string(),
  actor: z.nullable(z.string()),
  db_user: z.string(),
  batch_id: z.nullable(z.string()),
  /** column -> [before, after] */
  changes: z.nullable(z.record(z.string(), z.tuple([z.unknown(), z.unknown()]))),
});

/** What the flights datakit reads back from the warehouse: `python -m nyc_flights.report --json --bare`. */
const flightsReport = z.looseObject({
  /** layer -> table -> rows */
  rows: z.record(z.string(), counts),
  batches: z.array(
    z.looseObject({
      batch_id: z.string(),
      tables: z.record(
        z.string(),
        z.looseObject({ rows_read: z.number(), rejected: z.nullable(z.number()) }),
      ),
    }),
  ),
  /** table -> versions in its history */
  history: counts,
  airport: z.looseObject({
    faa: z.string(),
    versions: z.array(z.looseObject({ as_of: z.string(), name: z.nullable(z.string()) })),
    audit: z.array(change),
  }),
  quarantine: z.array(
    z.looseObject({
      table_name: z.string(),
      reason: z.string(),
      rows: z.number(),
      example: z.looseObject({ batch_id: z.string(), reason: z.string(), row: z.unknown() }),
    }),
  ),
  flags: z.array(
    z.looseObject({ table_name: z.string(), flag: z.string(), words: z.string(), rows: z.number() }),
  ),
  books: z
    .array(
      z.looseObject({
        check: z.string(),
        batch: z.nullable(z.string()),
        left: z.number(),
        right: z.number(),
        ok: z.boolean(),
      }),
    )
    .check(z.minLength(1)),
  books_balance: z.boolean(),
  /** layer -> seconds of all its loads together */
  seconds: counts,
  /** The seconds of a plain COPY of the same contents, and how many times as long the layers took. */
  bare: z.catchall(z.object({ seconds: z.number(), times: z.number() }), z.number()),
});
export type FlightsReport = z.infer<typeof flightsReport>;
export type Change = z.infer<typeof change>;

interface ReadReport {
  readonly datakit: string;
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs the report in the datakit's own code, with `as_of` and `audit` as a data engineer would type them. */
export async function readReport(options: ReadReport, clock: BareClock): Promise<FlightsReport> {
  const result = await clock.measure(() =>
    attempt([options.python, "-m", "nyc_flights.report", "--json", "--bare"], {
      cwd: options.datakit,
      env: options.environment,
      bareEnvironment: true,
    }),
  );
  // Counts that do not match also give a document, with exit code 1: checkBooks reports them with the figures.
  const text = result.stdout.trim();
  const document = tryJson(text, flightsReport);
  if (document !== undefined) return document;
  throw new AdpError(DEMO_REPORT, {
    evidence: result instanceof ProcessFailure ? result.tail(12) : text.split("\n").slice(0, 5),
    next: [again],
    cause: result instanceof ProcessFailure ? result : undefined,
  });
}

/** Throws when any two figures of the books differ. */
export function checkBooks(report: FlightsReport): void {
  const wrong = report.books.filter((line) => !line.ok || line.left !== line.right);
  if (wrong.length === 0 && report.books_balance) return;
  throw new AdpError(DEMO_BOOKS, {
    what: `The row counts of the layers do not match: ${wrong.length} of ${report.books.length} checks fail.`,
    evidence: wrong
      .slice(0, 8)
      .map(
        (line) =>
          `${line.check}${line.batch === null ? "" : ` (${line.batch})`}: ${line.left} and ${line.right}`,
      ),
    next: [again],
  });
}
