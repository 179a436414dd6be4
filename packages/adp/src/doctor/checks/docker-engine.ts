import type { Check } from "../check.ts";

export const dockerEngine: Check = {
  id: "docker-engine",
  group: "Docker",
  flows: ["layer1", "platform"],
  looksAt: "the docker client, an engine that answers it, and the right to use it",
  async look(context) {
    const { version, rootless } = await context.engine();
    return `Docker Engine ${version}${rootless ? ", rootless" : ""}`;
  },
};
