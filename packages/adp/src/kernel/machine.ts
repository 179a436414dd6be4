import { readFileSync } from "node:fs";

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

/** The command that installs a package here, for the `next` of an error. */
export function installCommand(
  packages: {
    debian: string;
    fedora: string;
    macos: string;
  },
  machine: Machine = thisMachine(),
): string {
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
