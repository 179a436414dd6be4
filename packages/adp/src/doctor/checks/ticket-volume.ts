import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { volumeName } from "../../platform/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const ticketVolume: Check = {
  id: "ticket-volume",
  group: "Kerberos",
  flows: ["platform", "dev"],
  looksAt: `the volume ${volumeName}, without which astro dev start fails`,
  needs: ["docker-engine"],
  async look({ docker }) {
    if ((await docker.volume(volumeName)) !== undefined) return volumeName;
    return [
      warning(
        new AdpError(errors.VOLUME, {
          what: `The volume ${volumeName} does not exist.`,
          why: "A datakit's docker-compose.override.yml mounts it: Compose refuses to start without.",
          next: [run(adp`platform start`, "makes it; without Kerberos, too")],
        }),
      ),
    ];
  },
};
