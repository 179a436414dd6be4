import { AdpCommand, json } from "../kernel/arguments.ts";
import { openOutput } from "../kernel/output.ts";
import { commandList } from "./list.ts";

interface Options {
  readonly yes?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function command(): AdpCommand {
  return new AdpCommand("adp install", commandList.install)
    .option("--yes", "do not ask")
    .option("--remove", "remove the link and the completion")
    .option(...json)
    .does(async (options: Options) => {
      const { installAdp } = await import("../install/index.ts");
      await installAdp({ ...options, output: openOutput(options) });
    });
}
