import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { type Common, open } from "./open.ts";

export async function stop(options: Common): Promise<ExitCode> {
  const { output, engine } = open(options);
  const ended = await engine.stop();
  output.document({ ended });
  output.print(
    ended === 0 ? "Nothing was running." : `Stopped: ${ended} process${ended === 1 ? "" : "es"} ended.`,
  );
  return Exit.ok;
}
