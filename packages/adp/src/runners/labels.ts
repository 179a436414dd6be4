/** What a runner's image says of itself. */
export const labels = {
  runner: "io.airflow-data-platform.runner",
  version: "io.airflow-data-platform.runner.version",
  inputs: "io.airflow-data-platform.runner.inputs",
  baseLayers: "io.airflow-data-platform.runner.base-layers",
} as const;
