import { run } from "../packages/adp/src/kernel/process.ts";

/** One measured claim, beside a peer or the bare cost of the same run. */
export interface Claim {
  readonly name: string;
  readonly measured: string;
  readonly beside: string;
  readonly goal: string;
  /** undefined for a figure without a goal. */
  readonly met?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median wall time of two commands in turn, in milliseconds: other load on the machine affects both. */
export async function inTurn(
  a: readonly string[],
  b: readonly string[],
  times: number,
  cwd = process.cwd(),
): Promise<[number, number]> {
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round <= times; round++) {
    for (const [index, argv] of [a, b].entries()) {
      const started = performance.now();
      await run(argv, { cwd });
      // The first round warms the file cache and is not counted.
      if (round > 0) taken[index]?.push(performance.now() - started);
    }
  }
  return [median(taken[0]), median(taken[1])];
}

export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
