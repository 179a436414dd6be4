import { join } from "node:path";
import { passes, type Suite, vitestCounts } from "./suite.ts";

function vitest(room: string, name: string, config: string): Suite {
  return {
    room,
    name,
    async run({ root, scratch, warehouseUrl }) {
      const report = join(scratch, `${room}.json`);
      await passes(
        [
          "npx",
          "--no-install",
          "vitest",
          "run",
          "--config",
          config,
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${report}`,
        ],
        {
          cwd: root,
          env: { ADP_TEST_WAREHOUSE_URL: room === "e2e" ? await warehouseUrl("e2e") : undefined },
        },
      );
      return vitestCounts(report);
    },
  };
}

export const vitestSuites: Suite[] = [
  vitest("unit", "TypeScript unit tests", "vitest.config.ts"),
  vitest("e2e", "End to end: real Airflow, real PostgreSQL", "e2e/vitest.config.ts"),
];
