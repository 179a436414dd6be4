import { defineConfig } from "vitest/config";

// One scenario a file, one after the other: each starts a whole Airflow. `make test` runs several files side by side.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    // No claim about time: downloads are as fast as the line, and another scenario has the other core.
    testTimeout: 1_800_000,
    // A scenario may wait until another one has built the images that both use.
    hookTimeout: 1_800_000,
    fileParallelism: false,
  },
});
