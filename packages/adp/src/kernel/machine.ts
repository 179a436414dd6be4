import { readFileSync } from "node:fs";
import { act, run, type Step, shell } from "@airflow-data-platform/cli-kit";

/** The operating systems whose remedies differ. */
export type Machine = "debian" | "fedora" | "linux" | "wsl" | "macos" | "other";

/** Which remedies fit this machine. WSL wins over its distribution where the Windows side matters. */
export function thisMachine(platform: NodeJS.Platform = process.platform, read = readText): Machine {
  if (platform === "darwin") return "macos";
  if (platform !== "linux") return "other";
  if (/microsoft/i.test(read("/proc/sys/kernel/osrelease"))) return "wsl";
  const release = read("/etc/os-release");
  if (/^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release)) return "debian";
  if (/^ID(_LIKE)?=.*(fedora|rhel|centos)/m.test(release)) return "fedora";
  return "linux";
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Absent on other systems: an empty text matches no rule.
    return "";
  }
}

/** The step that sets the clock. */
export function clockStep(machine: Machine): Step {
  switch (machine) {
    case "wsl":
      return run(shell`sudo hwclock --hctosys`, "WSL's clock stands still while Windows sleeps");
    case "macos":
      return run(shell`sudo sntp -sS time.apple.com`);
    default:
      return run(shell`sudo timedatectl set-ntp true`, "sets it from the network, and keeps it right");
  }
}

/** What each system calls the packages of a program, separated by spaces. */
export interface Packages {
  readonly debian: string;
  readonly fedora: string;
  readonly macos: string;
}

/** The step that installs packages here. */
export function installStep(packages: Packages, machine: Machine = thisMachine(), why?: string): Step {
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
