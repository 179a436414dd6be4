import { newCommand, runCommand } from "../kernel/arguments.ts";

export function run(args: readonly string[]): Promise<number> {
  const completion = newCommand("adp completion", "Print the completion script of a shell.", [
    "source <(adp completion bash)     for this shell",
    "adp install                       for every new one",
  ])
    .argument("<shell>", "bash, zsh or fish")
    .action(async (shell: string) => {
      const { completionScript } = await import("../install/index.ts");
      process.stdout.write(completionScript(shell));
    });
  return runCommand(completion, args);
}
