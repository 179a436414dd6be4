import type { Check } from "../check.ts";

export const datakitBase: Check = {
  id: "datakit-base",
  group: "Datakit",
  flows: ["dev"],
  looksAt: "of a datakit on Docker: the image that its Dockerfile begins from, and its generation of Airflow",
  needs: ["docker-engine"],
  applies: ({ datakit, engineName }) => datakit !== undefined && engineName === "docker",
  look: async (context) => `Airflow ${await context.datakitLine()}`,
};
