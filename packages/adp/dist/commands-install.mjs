import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  AdpCommand,
  json
} from "./shared-npm-commander-esm.mjs";
import {
  commandList,
  openOutput
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/install.ts
function command() {
  return new AdpCommand("adp install", commandList.install).option("--yes", "do not ask").option("--remove", "remove the link and the completion").option(...json).does(async (options) => {
    let { installAdp } = await import("./install-index.mjs");
    await installAdp({ ...options, output: openOutput(options) });
  });
}
export {
  command
};
