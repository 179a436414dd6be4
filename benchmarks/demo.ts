import { join } from "node:path";
import { adp, document, scratch } from "../e2e/world/adp.ts";
import type { DemoResult } from "../packages/adp/src/demo/index.ts";
import { platformRoot } from "../packages/adp/src/kernel/home.ts";
import { run } from "../packages/adp/src/kernel/process.ts";
import { type Claim, seconds } from "./measure.ts";
import type { Standalone } from "./standalone.ts";

export interface MeasureDemo {
  readonly quick: boolean;
  readonly standalone: Standalone;
}

/** `make demo` with empty caches and again with full ones, each step beside the tools under it. */
export async function measureDemo({ quick, standalone }: MeasureDemo): Promise<Claim[]> {
  const claims: Claim[] = [];
  const world = scratch("bench");
  try {
    if (!quick) {
      const cold = await coldDemo(world.folder);
      claims.push({
        name: "make demo in a fresh clone, caches empty",
        measured: seconds(cold),
        beside: "all twelve months",
        goal: "under 300 s",
        met: cold < 300,
      });
    }
    const folder = join(world.folder, "warm");
    const started = performance.now();
    const warm = document<DemoResult>(
      await adp(["demo", "--json", "--folder", folder], { timeoutMs: 600_000 }),
    );
    const whole = (performance.now() - started) / 1000;
    claims.push({
      name: "make demo, warm",
      measured: seconds(whole),
      beside: "all twelve months",
      goal: "under 90 s",
      met: whole < 90,
    });
    const of = (name: string) => warm.steps.find((step) => step.name.startsWith(name))?.seconds ?? Number.NaN;
    const ours = of("Airflow's metadata") + of("Start Airflow");
    // Beside Airflow's own way to start, not beside the time that our start spends inside Airflow.
    const inTools = warm.steps.reduce((sum, step) => sum + (step.bareSeconds ?? 0), 0);
    const bare = inTools - ours + standalone.airflow;
    claims.push(
      {
        name: "our overhead in it",
        measured: seconds(whole - bare),
        beside: `${seconds(bare)} in the tools, with airflow standalone for our start: ${((whole / bare - 1) * 100).toFixed(1)} % more`,
        goal: "under 10 %",
        met: whole / bare < 1.1,
      },
      {
        name: "  of which Airflow: migrate, start, health",
        measured: seconds(ours),
        beside: `${seconds(standalone.airflow)} airflow standalone, ${(ours / standalone.airflow).toFixed(2)}x`,
        goal: "",
      },
    );
    const { report } = warm;
    claims.push({
      name: "bronze + silver + gold of all flights",
      measured: seconds(Object.values(report.seconds).reduce((sum, value) => sum + value, 0)),
      beside: `${seconds(report.bare.seconds)} plain COPY, ${report.bare.times.toFixed(2)}x`,
      goal: "under 4x",
      met: report.bare.times < 4,
    });
    for (const step of warm.steps) {
      const share = ((step.seconds / whole) * 100).toFixed(0);
      claims.push({
        name: `  step: ${step.name}`,
        measured: seconds(step.seconds),
        beside: `${share} % of the whole`,
        goal: "",
      });
    }
  } finally {
    world.close();
  }
  return claims;
}

/** A clone in an empty folder, with empty caches of npm, pip and uv, as on a new machine. */
async function coldDemo(folder: string): Promise<number> {
  const clone = join(folder, "clone");
  await run(["git", "clone", "--quiet", platformRoot(), clone]);
  const started = performance.now();
  await run(["make", "demo"], {
    cwd: clone,
    env: {
      npm_config_cache: join(folder, "npm"),
      UV_CACHE_DIR: join(folder, "uv"),
      PIP_CACHE_DIR: join(folder, "pip"),
    },
    timeoutMs: 900_000,
  });
  return (performance.now() - started) / 1000;
}
