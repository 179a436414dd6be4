import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  AdpCommand,
  json
} from "./shared-npm-commander-esm.mjs";
import {
  commandList
} from "./shared-commands-list.mjs";
import {
  openOutput
} from "./shared-kernel-output.mjs";
import "./shared-kernel-command-line.mjs";
import "./shared-kernel-home.mjs";
import "./shared-cli-kit-src-bounded-log.mjs";
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
