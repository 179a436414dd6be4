import { adp, run } from "@airflow-data-platform/cli-kit";
import { type EngineName, errors } from "../../engine/index.ts";
import { AdpError, Exit, type ExitCode } from "../../kernel/errors.ts";
import { confirm } from "../../kernel/prompt.ts";
import { type Common, open } from "./open.ts";

export async function reset(options: Common): Promise<ExitCode> {
  const { output, engine, project } = open(options);
  if (!options.yes && !(await confirmed(project.runFolder, engine.name))) {
    output.print("Nothing was deleted.");
    return Exit.job;
  }
  const ended = await engine.reset();
  output.document({ ended, deleted: project.runFolder });
  output.print(`Deleted ${project.runFolder}${deleted[engine.name]}`);
  return Exit.ok;
}

/** On Docker the warehouse is the platform's, and holds the tables of other datakits, too. */
const asked: Readonly<Record<EngineName, string>> = {
  embedded: " with all tables of the warehouse",
  docker: " and Airflow's own database, and leave the tables in the warehouse",
};
const deleted: Readonly<Record<EngineName, string>> = {
  embedded: ". The next start begins with an empty warehouse.",
  docker: " and Airflow's own database. The tables stay in the warehouse.",
};

async function confirmed(folder: string, engine: EngineName): Promise<boolean> {
  const answer = await confirm(`Delete ${folder}${asked[engine]}?`);
  if (answer !== undefined) return answer;
  throw new AdpError(errors.unconfirmed, {
    why:
      engine === "embedded"
        ? "This deletes the datakit's warehouse with all its tables."
        : "This deletes Airflow's own database with its history.",
    next: [run(adp`dev reset --yes`, "does not ask")],
  });
}
