import { EmbeddedEngine, engineFolder, runningFolders, stopOnDocker } from "../../engine/index.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { type Output, openOutput } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";
import { type Common, open } from "./open.ts";

export async function stop(options: Common & { readonly all?: boolean }): Promise<ExitCode> {
  const output = openOutput(options);
  const ended = options.all ? await stopAll(options, output) : await open(options).engine.stop();
  output.document({ ended });
  output.print(
    ended === 0 ? "Nothing was running." : `Stopped: ${ended} process${ended === 1 ? "" : "es"} ended.`,
  );
  return Exit.ok;
}

/** Every datakit that this clone started, on both engines or on the one that is named. */
async function stopAll({ engine }: Common, output: Output): Promise<number> {
  let ended = engine === "embedded" ? 0 : await stopOnDocker();
  if (engine === "docker") return ended;
  for (const runFolder of runningFolders(engineFolder())) {
    const progress = new Progress(output);
    ended += await new EmbeddedEngine({
      ...{ runFolder, engineFolder: engineFolder(), datakits: [], progress },
    }).stop();
  }
  return ended;
}
