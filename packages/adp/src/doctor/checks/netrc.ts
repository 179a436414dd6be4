import { chmodSync } from "node:fs";
import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { readNetrc } from "../../credentials/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { type Check, problem } from "../check.ts";
import { errors } from "../errors.ts";

export const netrc: Check = {
  id: "netrc",
  group: "Logins",
  flows: ["layer1", "dev"],
  looksAt: "the netrc: its form, and who can read it",
  look({ env }) {
    const found = readNetrc(env);
    if (!found.present) return undefined;
    if (!found.exposed) return `${found.place}, ${found.entries.length} logins`;
    return [
      problem(
        new AdpError(errors.NETRC, {
          what: `Others on this machine can read ${found.place}.`,
          why: "It holds passwords in clear.",
          next: [run(shell`chmod 600 ${found.path}`), again],
        }),
        { what: `chmod 600 ${found.place}`, apply: () => chmodSync(found.path, 0o600) },
      ),
    ];
  },
};
