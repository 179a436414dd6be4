import type { Counts, TimedTest } from "./suite.ts";

/** A suite that has ended, with how long it took. */
export interface Ended {
  readonly suite: string;
  readonly seconds: number;
  readonly counts: Counts;
}

/** In CI a test is skipped only where a variable opens it, for something that no registry serves. */
const OPENED_BY = /\bADP_E2E_\w+/;

/** With CI=true every other skipped test is a failure. */
export function withoutSilentSkips(suite: string, counts: Counts): Counts {
  const silent = (counts.skips ?? []).filter((skip) => !OPENED_BY.test(skip));
  return {
    ...counts,
    skipped: counts.skipped - silent.length,
    skips: (counts.skips ?? []).filter((skip) => OPENED_BY.test(skip)),
    failed: counts.failed + silent.length,
    failures: [...(counts.failures ?? []), ...silent.map((skip) => `${suite}: skipped in CI: ${skip}`)],
  };
}

/** The end of a run: what took longest, what was skipped, what failed, and `N passed, N failed`. */
export function summary(ended: readonly Ended[]): string {
  const total = (of: (counts: Counts) => number) => ended.reduce((sum, { counts }) => sum + of(counts), 0);
  const skips = ended.flatMap(({ counts }) => counts.skips ?? []);
  const failures = ended
    .filter(({ counts }) => counts.failed > 0)
    .flatMap(({ suite, counts }) => (counts.failures?.length ? counts.failures : [suite]));
  const skipped = total((counts) => counts.skipped);
  return [
    ...longest(
      "suites",
      ended.map(({ suite, seconds }) => ({ name: suite, seconds })),
    ),
    ...longest(
      "tests",
      ended.flatMap(({ counts }) => counts.tests ?? []),
    ),
    ...(skips.length > 0 ? ["", "Skipped:", ...skips.map((skip) => `  ${skip}`)] : []),
    ...(failures.length > 0 ? ["", ...failures.map((failure) => `FAILED  ${failure}`)] : []),
    "",
    `${total((counts) => counts.passed)} passed, ${total((counts) => counts.failed)} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    "",
  ].join("\n");
}

const SHOWN = 10;

function longest(what: string, times: readonly TimedTest[]): string[] {
  const slowest = times.toSorted((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
  if (slowest.length === 0) return [];
  return [
    "",
    `The ${what} that took longest:`,
    ...slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${name}`),
  ];
}
