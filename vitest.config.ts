import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,scripts,test}/**/*.test.ts"],
    testTimeout: 20_000,
    maxWorkers: 2,
    setupFiles: ["packages/adp/test/temporary-home.ts"],
  },
});
