import type { Check } from "../check.ts";

export const dockerBuildx: Check = {
  id: "docker-buildx",
  group: "Docker",
  flows: ["layer1", "platform", "dev"],
  looksAt: "the docker client's Buildx plugin, which builds images",
  needs: ["docker-engine"],
  async look({ docker }) {
    await docker.builder();
    return "Buildx";
  },
};
