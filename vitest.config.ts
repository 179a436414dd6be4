import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,scripts,test}/**/*.test.ts"],
    // Real servers and downloads on a busy machine. What must be quick is shown by a benchmark.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    setupFiles: ["packages/adp/test/temporary-home.ts"],
  },
});
