import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  newCommand,
  runCommand
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput
} from "./chunk-JKCRZFC4.mjs";
import "./chunk-NWQJSMLS.mjs";
import "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/commands/install.ts
function run(args) {
  let install = newCommand("adp install", "Put adp on PATH, with shell completion. Asks first.", [
    "adp install                 asks, then links ~/.local/bin/adp to this clone",
    "adp install --yes           without the question, for scripts",
    "adp install --remove        takes back what it made"
  ]).option("--yes", "do not ask").option("--remove", "remove the link and the completion").option("--json", "one JSON document on stdout, nothing else").action(async (options) => {
    let { installAdp } = await import("./install-ZKWHB6S6.mjs");
    await installAdp({ ...options, output: openOutput(options) });
  });
  return runCommand(install, args);
}
export {
  run
};
