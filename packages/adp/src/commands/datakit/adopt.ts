import { adp, run } from "@airflow-data-platform/cli-kit";
import {
  type Adoption,
  adoptDatakit,
  KIT_UNCONFIRMED,
  patchOf,
  planAdoption,
  platformTemplate,
} from "../../datakit/index.ts";
import { AdpError, Exit, type ExitCode, stepLines } from "../../kernel/errors.ts";
import { openOutput } from "../../kernel/output.ts";
import { confirm } from "../../kernel/prompt.ts";

export interface AdoptOptions {
  readonly name?: string;
  readonly allowDirty?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Proposes, shows the difference, and writes after a yes. With --json it proposes, and writes with --yes only. */
export async function adopt(folder: string, options: AdoptOptions): Promise<ExitCode> {
  const output = openOutput(options);
  const adoption = await planAdoption(folder, platformTemplate(), { name: options.name });
  const diff = await patchOf(adoption.changes);
  if (diff !== "") output.print(diff);
  for (const note of adoption.notes) output.print(note);
  const written = options.yes === true || (!output.json && (await confirmed(adoption)));
  if (written) await adoptDatakit(folder, adoption, { allowDirty: options.allowDirty === true });
  const { name, from, version, notes } = adoption;
  output.document({ name, from, template: version, notes, diff, written });
  if (!written) {
    output.print("Nothing was written.");
    return output.json ? Exit.ok : Exit.job;
  }
  output.print(
    `Adopted as ${name}, on the template ${version}. Look at it with \`git diff\`, and commit it.`,
  );
  const steps = [
    run(adp`dev test`, "runs its tests on the embedded engine"),
    run(adp`datakit update --undo`, "takes it back"),
  ];
  for (const line of stepLines(steps)) output.print(line);
  return Exit.ok;
}

async function confirmed({ name }: Adoption): Promise<boolean> {
  const answer = await confirm(`Write this, and adopt the project as ${name}?`);
  if (answer !== undefined) return answer;
  throw new AdpError(KIT_UNCONFIRMED, {
    what: "Nothing was written: there is no terminal to ask on.",
    next: [run(adp`datakit adopt --yes`, "does not ask")],
  });
}
