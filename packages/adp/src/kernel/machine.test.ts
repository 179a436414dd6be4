import { expect, test } from "vitest";
import { installStep, type Machine, thisMachine } from "./machine.ts";

const files = (map: Record<string, string>) => (path: string) => map[path] ?? "";

test.each([
  ["debian", "linux", { "/etc/os-release": 'NAME="Debian"\nID=debian\n' }],
  ["debian", "linux", { "/etc/os-release": 'ID=linuxmint\nID_LIKE="ubuntu debian"\n' }],
  ["fedora", "linux", { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' }],
  [
    "wsl",
    "linux",
    { "/etc/os-release": "ID=ubuntu\n", "/proc/sys/kernel/osrelease": "5.15.1-microsoft-standard-WSL2\n" },
  ],
  ["linux", "linux", { "/etc/os-release": "ID=arch\n" }],
  ["macos", "darwin", {}],
  ["other", "win32", {}],
] as const)("%s is recognised", (machine, platform, map) => {
  expect(thisMachine(platform, files(map))).toBe(machine);
});

test("the command that installs a package fits the machine", () => {
  const packages = { debian: "python3 python3-venv", fedora: "python3", macos: "python@3.12" };
  const shell = (machine: Machine) => installStep(packages, machine);
  expect(shell("wsl")).toEqual({ run: { shell: "sudo apt-get install python3 python3-venv" } });
  expect(shell("fedora")).toEqual({ run: { shell: "sudo dnf install python3" } });
  expect(shell("macos")).toEqual({ run: { shell: "brew install python@3.12" } });
  expect(shell("linux")).toEqual({ do: expect.stringContaining("python3-venv") });
});
