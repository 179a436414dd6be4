import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  completionScript,
  shells
} from "./shared-install-complete.mjs";
import "./shared-kernel-prompt.mjs";
import {
  AdpCommand,
  Argument
} from "./shared-npm-commander-esm.mjs";
import {
  commandList
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/completion.ts
function command() {
  return new AdpCommand("adp completion", commandList.completion).addArgument(new Argument("<shell>", "the shell").choices(shells)).does((shell) => {
    process.stdout.write(completionScript(shell));
  });
}
export {
  command
};
