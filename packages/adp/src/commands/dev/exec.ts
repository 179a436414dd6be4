import { join } from "node:path";
import { act, adp, again, either, run } from "@airflow-data-platform/cli-kit";
import { errors } from "../../engine/index.ts";
import { AdpError, Exit, type ExitCode } from "../../kernel/errors.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { type Common, withDags } from "./open.ts";

export function exec(words: readonly string[], options: Common): Promise<ExitCode> {
  return withDags(options, async ({ project, dags }) => {
    const folder = project.datakits[0] ?? process.cwd();
    const result = await dags.run(words, { quiet: false });
    if (!(result instanceof ProcessFailure)) return Exit.ok;
    if (result.kind !== "spawn-failed") return Exit.job;
    const [program = ""] = words;
    throw new AdpError(errors.noProgram, {
      what: `The environment of the DAGs has no program "${program}" that can be started.`,
      why: `PATH begins with ${dags.bin}.`,
      next: [
        either(
          [act(`name its package in ${join(folder, "requirements.txt")}`), again],
          run(adp`dev exec bash`, "opens a shell in this environment"),
        ),
      ],
      cause: result,
    });
  });
}
