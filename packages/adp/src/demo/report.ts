import { AdpError } from "../kernel/errors.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { BareClock } from "../kernel/progress.ts";
import { DEMO_BOOKS, DEMO_REPORT } from "./errors.ts";

type Rows = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the flights datakit reads back from the warehouse: `python -m nyc_flights.report --json --bare`. */
export interface FlightsReport {
  /** layer -> table -> rows */
  readonly rows: Rows;
  readonly batches: readonly Batch[];
  /** table -> versions in its history */
  readonly history: Readonly<Record<string, number>>;
  readonly airport: {
    readonly faa: string;
    readonly versions: readonly { readonly as_of: string; readonly name: string | null }[];
    readonly audit: readonly Change[];
  };
  readonly quarantine: readonly {
    readonly table_name: string;
    readonly reason: string;
    readonly rows: number;
    readonly example: { readonly batch_id: string; readonly reason: string; readonly row: unknown };
  }[];
  readonly flags: readonly { table_name: string; flag: string; words: string; rows: number }[];
  readonly books: readonly BookLine[];
  readonly books_balance: boolean;
  /** layer -> seconds of all its loads together */
  readonly seconds: Readonly<Record<string, number>>;
  /** The seconds of a plain COPY of the same contents, and how many times as long the layers took. */
  readonly bare: { readonly seconds: number; readonly times: number } & Readonly<Record<string, number>>;
}

interface Batch {
  readonly batch_id: string;
  readonly tables: Readonly<Record<string, { rows_read: number; rejected: number | null }>>;
}

export interface Change {
  readonly changed_at: string;
  readonly op: string;
  readonly actor: string | null;
  readonly db_user: string;
  readonly batch_id: string | null;
  /** column -> [before, after] */
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>> | null;
}

interface BookLine {
  readonly check: string;
  readonly batch: string | null;
  readonly left: number;
  readonly right: number;
  readonly ok: boolean;
}

interface ReadReport {
  readonly datakit: string;
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly again: string;
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
  // Books that do not balance also give a document, and exit 1: checkBooks tells them with the figures.
  const text = result.stdout.trim();
  try {
    const document = JSON.parse(text) as FlightsReport;
    if (typeof document.rows === "object" && Array.isArray(document.books) && document.books.length > 0)
      return document;
  } catch {
    // Not a document: the error below shows what came instead.
  }
  throw new AdpError(DEMO_REPORT, {
    evidence: result instanceof ProcessFailure ? result.tail(12) : text.split("\n").slice(0, 5),
    next: [options.again],
    cause: result instanceof ProcessFailure ? result : undefined,
  });
}

/** Throws when any two figures of the books differ. */
export function checkBooks(report: FlightsReport, again: string): void {
  const wrong = report.books.filter((line) => !line.ok || line.left !== line.right);
  if (wrong.length === 0 && report.books_balance) return;
  throw new AdpError(DEMO_BOOKS, {
    what: `The books do not balance: ${wrong.length} of ${report.books.length} checks fail.`,
    evidence: wrong
      .slice(0, 8)
      .map(
        (line) =>
          `${line.check}${line.batch === null ? "" : ` (${line.batch})`}: ${line.left} and ${line.right}`,
      ),
    next: [again],
  });
}
