import { either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { portState } from "../../kernel/port.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

/** What the Astro CLI takes where .astro/config.yaml names no others. `adp dev` chooses free ones. */
const wanted = [
  { port: 8080, setting: "api-server.port" },
  { port: 5432, setting: "postgres.port" },
] as const;

export const ports: Check = {
  id: "ports",
  group: "Datakit",
  flows: ["dev"],
  looksAt: "ports 8080 and 5432, which astro dev start takes by default",
  applies: ({ datakit }) => datakit !== undefined,
  async look({ datakit, docker, machine }) {
    // The datakit itself may have them, started a moment ago.
    const own = await docker
      .containers(`label=com.docker.compose.project.working_dir=${datakit}`)
      .catch(() => []);
    if (own.some(({ state }) => state === "running")) return undefined;
    const states = await Promise.all(
      wanted.map(async (one) => ({ ...one, state: await portState(one.port) })),
    );
    const taken = states.filter(({ state }) => state !== "free");
    if (taken.length === 0) return wanted.map(({ port }) => port).join(" and ");
    return taken.map(({ port, setting }) =>
      warning(
        new AdpError(errors.PORT, {
          what: `Port ${port} of this machine is taken.`,
          why: "astro dev start takes it by default, and fails. adp dev start takes a free one.",
          next: [
            either(
              run(shell`astro config set ${setting} ${port + 1}`, "in the datakit: another port"),
              run(
                machine === "macos"
                  ? shell`lsof -nP ${`-iTCP:${port}`} -sTCP:LISTEN`
                  : shell`ss -ltnp ${`sport = :${port}`}`,
                "shows who has it",
              ),
            ),
          ],
        }),
      ),
    );
  },
};
