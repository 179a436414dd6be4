import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

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
function installCommand(packages, machine = thisMachine()) {
  switch (machine) {
    case "debian":
    case "wsl":
      return `sudo apt-get install ${packages.debian}`;
    case "fedora":
      return `sudo dnf install ${packages.fedora}`;
    case "macos":
      return `brew install ${packages.macos}`;
    default:
      return `install ${packages.debian} with your system's package manager`;
  }
}

export {
  thisMachine,
  installCommand
};
