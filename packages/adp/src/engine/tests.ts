import { ProcessFailure } from "../kernel/process.ts";
import type { DagsEnvironment } from "./dags.ts";

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
}

interface TestDatakit {
  readonly dags: DagsEnvironment;
  /** What the user wants pytest to do; all of tests/ where it names nothing. */
  readonly words: readonly string[];
  /** Nothing is printed, and the tests are counted. */
  readonly quiet: boolean;
}

/** Runs the datakit's tests by pytest, with the DAGs' environment. `code` is pytest's own. */
export async function testDatakit(
  options: TestDatakit,
): Promise<{ code: number; counts: TestCounts | undefined; output: string }> {
  const { dags, words, quiet } = options;
  const report = `${dags.scratch}/report.xml`;
  const chosen = words.some((word) => !word.startsWith("-")) ? words : [...words, "tests"];
  const counted = quiet ? [`--junitxml=${report}`, "-o", "junit_family=xunit2"] : [];
  const result = await dags.run([dags.python, "-m", "pytest", ...chosen, ...counted], { quiet });
  const counts = quiet ? countsOf((await dags.read(report)) ?? "") : undefined;
  const output = withoutReport(`${result.stdout}${result.stderr}`);
  if (!(result instanceof ProcessFailure)) return { code: 0, counts, output };
  if (result.kind === "exited" && result.code !== undefined) return { code: result.code, counts, output };
  throw result;
}

/** Without the line that tells the report's place: it is removed. */
export function withoutReport(output: string): string {
  return output.replace(/^-+ generated xml file: .*\n/m, "");
}

/** The figures that stand in the head of a JUnit report. */
export function countsOf(report: string): TestCounts | undefined {
  const head = /<testsuite [^>]*>/.exec(report)?.[0];
  if (head === undefined) return undefined;
  const figure = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const [failed, errors, skipped] = [figure("failures"), figure("errors"), figure("skipped")];
  return { passed: figure("tests") - failed - errors - skipped, failed, errors, skipped };
}
