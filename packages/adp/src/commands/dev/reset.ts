import { adp, run } from "@airflow-data-platform/cli-kit";
import { errors } from "../../engine/index.ts";
import { AdpError, Exit, type ExitCode } from "../../kernel/errors.ts";
import { confirm } from "../../kernel/prompt.ts";
import { type Common, open } from "./open.ts";

export async function reset(options: Common): Promise<ExitCode> {
  const { output, engine, project } = open(options);
  if (!options.yes && !(await confirmed(project.runFolder))) {
    output.print("Nothing was deleted.");
    return Exit.job;
  }
  const ended = await engine.reset();
  output.document({ ended, deleted: project.runFolder });
  output.print(`Deleted ${project.runFolder}. The next start begins with an empty warehouse.`);
  return Exit.ok;
}

async function confirmed(folder: string): Promise<boolean> {
  const answer = await confirm(`Delete ${folder} with all tables of the warehouse?`);
  if (answer !== undefined) return answer;
  throw new AdpError(errors.unconfirmed, {
    why: "This deletes the datakit's warehouse with all its tables.",
    next: [run(adp`dev reset --yes`, "does not ask")],
  });
}
