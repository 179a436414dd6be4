import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  act,
  run,
  shell
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/kernel/machine.ts
import { readFileSync } from "node:fs";
function thisMachine(platform = process.platform, read = readText) {
  if (platform === "darwin") return "macos";
  if (platform !== "linux") return "other";
  if (/microsoft/i.test(read("/proc/sys/kernel/osrelease"))) return "wsl";
  let release = read("/etc/os-release");
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release) ? "debian" : /^ID(_LIKE)?=.*(fedora|rhel|centos)/m.test(release) ? "fedora" : "linux";
}
function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
function clockStep(machine) {
  switch (machine) {
    case "wsl":
      return run(shell`sudo hwclock --hctosys`, "WSL's clock stands still while Windows sleeps");
    case "macos":
      return run(shell`sudo sntp -sS time.apple.com`);
    default:
      return run(shell`sudo timedatectl set-ntp true`, "sets it from the network, and keeps it right");
  }
}
function installStep(packages, machine = thisMachine(), why) {
  switch (machine) {
    case "debian":
    case "wsl":
      return run(shell`sudo apt-get install ${packages.debian.split(" ")}`, why);
    case "fedora":
      return run(shell`sudo dnf install ${packages.fedora.split(" ")}`, why);
    case "macos":
      return run(shell`brew install ${packages.macos.split(" ")}`, why);
    default:
      return act(`install ${packages.debian} with your system's package manager`, why);
  }
}

export {
  thisMachine,
  clockStep,
  installStep
};
