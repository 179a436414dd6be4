import { Argument } from "commander";
import { completionScript, shells } from "../install/index.ts";
import { AdpCommand } from "../kernel/arguments.ts";
import { commandList } from "./list.ts";

export function command(): AdpCommand {
  return new AdpCommand("adp completion", commandList.completion)
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .does((shell: (typeof shells)[number]) => {
      process.stdout.write(completionScript(shell));
      return undefined;
    });
}
