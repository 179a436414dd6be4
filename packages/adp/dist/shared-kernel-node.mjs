import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  installStep,
  thisMachine
} from "./shared-kernel-machine.mjs";
import {
  AdpError,
  defineErrors
} from "./shared-kernel-command-line.mjs";
import {
  Exit,
  act,
  again,
  either
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/kernel/node.ts
var errors = defineErrors({
  NOT_FOUND: ["ADP-NODE-001", Exit.platform, "Node.js was not found on PATH, or does not run."],
  TOO_OLD: ["ADP-NODE-002", Exit.platform, "Node.js is too old."]
}), least = [20, 19];
function nodeTooOld(version, path, machine = thisMachine()) {
  let [major = 0, minor = 0] = version.split(".").map(Number);
  if (!(major > least[0] || major === least[0] && minor >= least[1]))
    return new AdpError(errors.TOO_OLD, {
      what: `${path} is Node.js ${version}, which is too old.`,
      ...help(machine)
    });
}
function noNode(why, machine) {
  let { next } = help(machine);
  return new AdpError(errors.NOT_FOUND, { what: "No Node.js runs by the name of node.", why, next });
}
function help(machine) {
  let packages = { debian: "nodejs npm", fedora: "nodejs22", macos: "node" }, since = machine === "debian" || machine === "wsl" ? "Debian 13, Ubuntu 25.04 and later" : void 0;
  return {
    why: `adp needs Node.js ${least.join(".")} or newer.`,
    next: [
      either(
        installStep(packages, machine, since),
        act("install Node.js 22 LTS from https://nodejs.org/en/download")
      ),
      again
    ]
  };
}

export {
  nodeTooOld,
  noNode
};
