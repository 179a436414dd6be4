import { join } from "node:path";
import { passes, type Suite, vitestCounts } from "./suite.ts";

function vitest(room: string, name: string, config: string, files: readonly string[] = []): Suite {
  return {
    room,
    name,
    async run({ root, scratch }) {
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
          ...files,
        ],
        {
          cwd: root,
        },
      );
      return vitestCounts(report);
    },
  };
}

export const vitestSuites: Suite[] = [
  vitest("unit", "TypeScript unit tests", "vitest.config.ts"),
  vitest("e2e", "End to end: real Airflow, real PostgreSQL", "e2e/vitest.config.ts"),
  vitest("soak", "Kerberos caches, configurations and kills, at length", "vitest.config.ts", [
    "packages/krb5/src/ccache/oracle.test.ts",
    "packages/krb5/src/locate/oracle.test.ts",
    "packages/ticket-sharer/src/live/kill.test.ts",
    "packages/ticket-sharer/src/publish/never-worse.test.ts",
  ]),
];
