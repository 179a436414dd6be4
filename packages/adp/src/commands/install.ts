import { newCommand, runCommand } from "../kernel/arguments.ts";
import { openOutput } from "../kernel/output.ts";

export function run(args: readonly string[]): Promise<number> {
  const install = newCommand("adp install", "Put adp on PATH, with shell completion. Asks first.", [
    "adp install                 asks, then links ~/.local/bin/adp to this clone",
    "adp install --yes           without the question, for scripts",
    "adp install --remove        takes back what it made",
  ])
    .option("--yes", "do not ask")
    .option("--remove", "remove the link and the completion")
    .option("--json", "one JSON document on stdout, nothing else")
    .action(async (options: { yes?: boolean; remove?: boolean; json?: boolean }) => {
      const { installAdp } = await import("../install/index.ts");
      await installAdp({ ...options, output: openOutput(options) });
    });
  return runCommand(install, args);
}
