import { defineConfig } from "vitest/config";

// One scenario a file, one after the other: each starts a whole Airflow.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
