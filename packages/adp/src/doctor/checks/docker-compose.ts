import type { Check } from "../check.ts";

export const dockerCompose: Check = {
  id: "docker-compose",
  group: "Docker",
  flows: ["platform", "dev"],
  looksAt: "the docker client's Compose plugin: 2.20 or newer",
  needs: ["docker-engine"],
  look: async ({ docker }) => `Compose ${await docker.composeVersion()}`,
};
