import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  newCommand,
  runCommand
} from "./chunk-OBHWWKRF.mjs";
import "./chunk-NWQJSMLS.mjs";
import "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/commands/completion.ts
function run(args) {
  let completion = newCommand("adp completion", "Print the completion script of a shell.", [
    "source <(adp completion bash)     for this shell",
    "adp install                       for every new one"
  ]).argument("<shell>", "bash, zsh or fish").action(async (shell) => {
    let { completionScript } = await import("./install-ZKWHB6S6.mjs");
    process.stdout.write(completionScript(shell));
  });
  return runCommand(completion, args);
}
export {
  run
};
