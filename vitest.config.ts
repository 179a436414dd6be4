import { defineConfig } from "vitest/config";

const files = "packages/*/{src,scripts,test}/**/*";
/** Beside the source of what runs the tests. */
const ownTools = "e2e/{checks,suites,world}/**/*.test.ts";
const setupFiles = ["packages/adp/test/temporary-home.ts"];
const globalSetup = ["packages/adp/test/homes.ts"];

/** Tests that start servers, download packages or need root: `NAME.integration.test.ts`. */
const integration = [`${files}.integration.test.ts`];

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup,
    projects: [
      {
        test: {
          name: "unit",
          include: [`${files}.test.ts`, ownTools],
          exclude: integration,
          setupFiles,
          // A process for each file would take most of the time. So a test leaves nothing changed in its process.
          isolate: false,
          unstubEnvs: true,
          restoreMocks: true,
          // Says only that one hangs: on a busy machine a quick one takes a hundred times as long.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "integration",
          include: integration,
          setupFiles,
          // Real servers and downloads on a busy machine. What must be quick is shown by a benchmark.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
