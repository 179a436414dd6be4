import type { Check } from "../check.ts";

export const dockerPlugins: Check = {
  id: "docker-plugins",
  group: "Docker",
  flows: ["layer1", "platform"],
  looksAt: "the docker client's plugins: Compose 2.20 or newer, and Buildx",
  needs: ["docker-engine"],
  async look({ docker }) {
    const [compose] = await Promise.all([docker.composeVersion(), docker.builder()]);
    return `Compose ${compose}, Buildx`;
  },
};
