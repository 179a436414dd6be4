import { refuseRemapped } from "../../platform/index.ts";
import type { Check } from "../check.ts";

export const dockerUsers: Check = {
  id: "docker-users",
  group: "Docker",
  flows: ["platform"],
  looksAt: "whether a container can read a file of yours: userns-remap makes its users others",
  needs: ["docker-engine"],
  async look(context) {
    refuseRemapped(await context.engine());
    return "a container can read your files";
  },
};
