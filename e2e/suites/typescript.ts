import { existsSync } from "node:fs";
import { join } from "node:path";
import { vitestCounts } from "./reports.ts";
import type { Suite } from "./suite.ts";

export function vitest(room: string, name: string, config: string, words: readonly string[]): Suite {
  return {
    room,
    name,
    async run({ root, scratch, passes }) {
      const report = join(scratch, `${room}-${name.replaceAll(/\W+/g, "-")}.json`);
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      await passes(["npx", "--no-install", "vitest", "run", "--config", config, ...reporters, ...words], {
        cwd: root,
      });
      if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
      return vitestCounts(report);
    },
  };
}

/** Where a mistake is seldom made, or another test finds most of them: second peers, every failure of an index, long runs. */
const thorough = [
  "packages/adp/src/engine/embedded/postgres/npm-failure",
  "packages/adp/src/engine/embedded/python/failure",
  "packages/adp/src/install/shells",
  "packages/krb5/src/live/ad",
  "packages/ticket-sharer/src/live/ad",
  "packages/ticket-sharer/src/live/kcm",
  "packages/ticket-sharer/src/live/stress",
  "packages/ticket-sharer/src/sharer/three-days",
].map((path) => `${path}.integration.test.ts`);
const integration = (name: string, words: readonly string[]) =>
  vitest("integration", name, "vitest.config.ts", ["--project=integration", ...words]);

export const vitestSuites: Suite[] = [
  { ...vitest("unit", "TypeScript unit tests", "vitest.config.ts", ["--project=unit"]), seconds: 25 },
  {
    ...integration(
      "TypeScript integration tests",
      thorough.map((path) => `--exclude=${path}`),
    ),
    seconds: 120,
  },
  { ...integration("thorough TypeScript integration tests", thorough), seconds: 150, ci: true },
  // Paths are matched by their beginning.
  vitest("soak", "Kerberos caches, configurations and kills, at length", "vitest.config.ts", [
    "packages/krb5/src/ccache/oracle",
    "packages/krb5/src/locate/oracle",
    "packages/ticket-sharer/src/live/stress",
    "packages/ticket-sharer/src/publish/never-worse",
  ]),
];
