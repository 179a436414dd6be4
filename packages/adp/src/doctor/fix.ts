import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import type { Output } from "../kernel/output.ts";
import { confirm } from "../kernel/prompt.ts";
import { errors } from "./errors.ts";
import type { Checked } from "./run.ts";

interface FixOptions {
  readonly output: Output;
  /** Asked already. */
  readonly yes: boolean;
}

/** Mends what is safe to mend, after a yes for each. Gives what was done. */
export async function fixFound(all: readonly Checked[], { output, yes }: FixOptions): Promise<string[]> {
  const done: string[] = [];
  for (const { findings } of all)
    for (const { error, fix } of findings) {
      if (fix === undefined) continue;
      if (!yes) {
        output.note(error.message);
        const answer = await confirm(`  ${fix.what}?`);
        if (answer === undefined)
          throw new AdpError(errors.UNCONFIRMED, {
            why: `It would do: ${fix.what}`,
            next: [run(adp`doctor --fix --yes`, "does not ask")],
          });
        if (!answer) continue;
      }
      await fix.apply();
      done.push(fix.what);
    }
  return done;
}
