import { act, again, either } from "@airflow-data-platform/cli-kit";
import { AdpError, defineErrors, Exit } from "./errors.ts";
import { installStep, type Machine, thisMachine } from "./machine.ts";

const errors = defineErrors({
  NOT_FOUND: ["ADP-NODE-001", Exit.platform, "Node.js was not found on PATH, or does not run."],
  TOO_OLD: ["ADP-NODE-002", Exit.platform, "Node.js is too old."],
});

/** As package.json's `engines` and check-node.sh have it. */
const least = [20, 19] as const;

/** Why a Node.js of this version cannot run adp; undefined where it can. */
export function nodeTooOld(
  version: string,
  path: string,
  machine: Machine = thisMachine(),
): AdpError | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined;
  return new AdpError(errors.TOO_OLD, {
    what: `${path} is Node.js ${version}, which is too old.`,
    ...help(machine),
  });
}

export function noNode(why: string, machine: Machine): AdpError {
  const { next } = help(machine);
  return new AdpError(errors.NOT_FOUND, { what: "No Node.js runs by the name of node.", why, next });
}

function help(machine: Machine) {
  const packages = { debian: "nodejs npm", fedora: "nodejs22", macos: "node" };
  const since = machine === "debian" || machine === "wsl" ? "Debian 13, Ubuntu 25.04 and later" : undefined;
  return {
    why: `adp needs Node.js ${least.join(".")} or newer.`,
    next: [
      either(
        installStep(packages, machine, since),
        act("install Node.js 22 LTS from https://nodejs.org/en/download"),
      ),
      again,
    ],
  };
}
