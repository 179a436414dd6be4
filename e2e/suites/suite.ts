export interface TimedTest {
  readonly name: string;
  readonly seconds: number;
}

/** What a suite found. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each failed test's name and the first lines of its reason, printed again at the end of a long run. */
  readonly failures?: readonly string[];
  /** Each skipped test's name with its reason. */
  readonly skips?: readonly string[];
  readonly tests?: readonly TimedTest[];
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a suite gets from the run it is part of. */
export interface SuiteContext {
  readonly root: string;
  /** A folder for reports; removed at the end. */
  readonly scratch: string;
  /** The URL of an empty database on the real PostgreSQL of this run. */
  warehouseUrl(name: string): Promise<string>;
  /** Prints in the suite's part of the output. */
  print(text: string): void;
  /** Runs a program whose output stands in the suite's part; gives whether it exited with 0. */
  passes(argv: readonly string[], options: RunOptions): Promise<boolean>;
}

export interface Suite {
  /** What --only takes; several suites may have the same room. */
  readonly room: string;
  readonly name: string;
  /** Runs only with CI=true, or when --only names it. */
  readonly ci?: boolean;
  /** About how long it takes on two cores: the slowest suites start first. */
  readonly seconds?: number;
  /** What only one suite at a time may use. */
  readonly uses?: string;
  run(context: SuiteContext): Promise<Counts>;
}

/** The counts of a suite that cannot run here. In CI that is a failure. */
export function cannotRun(suite: string, reason: string): Counts {
  return process.env.CI === "true"
    ? { passed: 0, failed: 1, skipped: 0, failures: [`${suite}: ${reason}`] }
    : { passed: 0, failed: 0, skipped: 1, skips: [`${suite}: ${reason}`] };
}
