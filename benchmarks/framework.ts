import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { liveOutput } from "../e2e/suites/output.ts";
import { venv } from "../e2e/suites/venv.ts";
import { root } from "../e2e/world/adp.ts";
import type { Claim } from "./measure.ts";

/** As sqlmodel-framework/bench/run.py writes it: a ratio, and the most or the least that it should be. */
const ratios = z.object({
  claims: z.array(
    z.object({
      what: z.string(),
      measured: z.number(),
      most: z.nullable(z.number()),
      least: z.nullable(z.number()),
    }),
  ),
});

/** History and merge beside a hand-written floor and peers, by the framework's own `make bench`. */
export async function measureFramework({ quick }: { readonly quick: boolean }): Promise<Claim[]> {
  const framework = join(root, "sqlmodel-framework");
  const requirements = join(framework, "requirements");
  const bin = await venv(root, "bench", join(requirements, "bench.txt"));
  // A peer in an environment of its own: its packages and the bench's do not meet.
  const dbt = await venv(root, "dbt", join(requirements, "dbt.txt"));
  const folder = mkdtempSync(join(tmpdir(), "adp-bench-framework-"));
  try {
    const report = join(folder, "ratios.json");
    const words = quick ? ["--runs", "3", "--largest", "0"] : [];
    const done = await liveOutput().passes(
      [join(bin, "python"), join("bench", "run.py"), "--json", report, ...words],
      {
        cwd: framework,
        env: { PYTHONPATH: "src", PYTHONDONTWRITEBYTECODE: "1", BENCH_DBT: join(dbt, "dbt") },
      },
    );
    if (!done) throw new Error("sqlmodel-framework/bench/run.py failed; what it said stands above");
    const { claims } = z.parse(ratios, JSON.parse(readFileSync(report, "utf8")));
    return claims.map(({ what, measured, most, least }) => ({
      name: what,
      measured: `${measured.toFixed(2)}x`,
      beside: "a ratio of the same run",
      goal: most !== null ? `at most ${most}` : least !== null ? `at least ${least}` : "",
      ...(most === null && least === null
        ? {}
        : { met: measured <= (most ?? Number.POSITIVE_INFINITY) && measured >= (least ?? 0) }),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
