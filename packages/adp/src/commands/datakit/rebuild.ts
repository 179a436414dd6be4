import { join } from "node:path";
import {
  listDatakits,
  platformTemplate,
  type Rebuilt,
  rebuildDatakit,
  removeTrial,
  templateVersion,
} from "../../datakit/index.ts";
import { Docker } from "../../docker/index.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { interruptible } from "../../kernel/interrupt.ts";
import { openOutput, table } from "../../kernel/output.ts";

export interface RebuildOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** One after the other, since each build uses all of the engine; a failure ends that datakit's turn alone. */
export async function rebuild(folder: string, options: RebuildOptions): Promise<ExitCode> {
  const output = openOutput(options);
  let running: string | undefined;
  const undo = async () => {
    if (running !== undefined) await removeTrial(running, new Docker());
  };
  return interruptible(async (signal) => {
    const docker = new Docker({ signal });
    // What no engine answers is said once, and not for each datakit.
    await docker.engine();
    const all = options.all === true;
    const folders = all
      ? listDatakits(folder, templateVersion(platformTemplate())).map((one) => one.folder)
      : ["."];
    const rebuilt: Rebuilt[] = [];
    for (const each of folders) {
      output.note(`  ${each === "." ? folder : each}`);
      running = join(folder, each);
      const result = await rebuildDatakit(running, { docker, always: !all });
      rebuilt.push({ ...result, folder: each });
    }
    output.document({ datakits: rebuilt });
    for (const line of table(
      ["folder", "from", "result", "tests", "s"],
      rebuilt.map(({ folder: place, from, pinned, result, tests, seconds }) => [
        place,
        `${from ?? ""}${pinned ? " (pinned)" : ""}`,
        result,
        tests ?? "",
        seconds,
      ]),
    ))
      output.print(line);
    for (const { folder: place, result, evidence } of rebuilt.filter((one) => one.evidence.length > 0)) {
      output.print();
      output.print(`${place}: ${result}`);
      for (const line of evidence) output.print(`  ${line}`);
    }
    const fine = rebuilt.every(({ result }) => result === "rebuilt" || result === "kept");
    return fine ? Exit.ok : Exit.job;
  }, undo);
}
