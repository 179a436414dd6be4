import { existsSync } from "node:fs";
import { join } from "node:path";
import { act, adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { scanForSecrets } from "../../secretscan/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

/** Where people write logins, and git looks away. */
const names = [".env", "airflow_settings.yaml", "connections.yaml", "connections.json", "profiles.yml"];

export const datakitSecrets: Check = {
  id: "datakit-secrets",
  group: "Datakit",
  flows: ["datakit", "dev"],
  looksAt:
    ".env, airflow_settings.yaml, connections.* and profiles.yml of the datakit, also where git ignores them",
  async look({ datakit }) {
    if (datakit === undefined) return undefined;
    const paths = names.filter((name) => existsSync(join(datakit, name)));
    if (paths.length === 0) return undefined;
    const { findings } = await scanForSecrets(datakit, { kind: "files", paths });
    if (findings.length === 0) return `no credential in ${paths.join(", ")}`;
    const [first] = findings;
    const more = findings.length > 1 ? `, and ${findings.length - 1} more` : "";
    return [
      warning(
        new AdpError(errors.SECRETS, {
          what: `${first?.path}, line ${first?.line}, holds a credential (${first?.what})${more}.`,
          why: "Files of a project are copied into images, backups and chats.",
          next: [
            act("keep it outside the project: an exported AIRFLOW_CONN_ variable, or your secrets backend"),
            run(adp`secrets scan`, "lists all of them"),
          ],
        }),
      ),
    ];
  },
};
