import { readDockerConfig } from "../../credentials/index.ts";
import type { Check } from "../check.ts";

export const toolSettings: Check = {
  id: "tool-settings",
  group: "Logins",
  flows: ["layer1", "dev"],
  looksAt: "pip.conf, uv.toml, UV_INDEX_ variables, netrc and docker's config.json: that each can be read",
  needs: ["layer1-settings"],
  look(context) {
    const { access, env } = context;
    const { auths, present } = readDockerConfig(env);
    const indexes = [...new Set(access.pipIndexes.map(({ url }) => new URL(url).host))];
    return `index ${indexes.join(", ")}; ${present ? `docker logins: ${auths.size}` : "no docker login"}`;
  },
};
