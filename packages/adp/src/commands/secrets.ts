import { relative } from "node:path";
import { newCommand, runCommand } from "../kernel/arguments.ts";
import { typed } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { installHook, scanForSecrets } from "../secretscan/index.ts";

interface Options {
  readonly staged?: boolean;
  readonly json?: boolean;
}

export function run(args: readonly string[]): Promise<number> {
  const secrets = newCommand("adp secrets", "Keeps credentials out of git.", [
    "adp secrets scan                 the repository's files below this folder",
    "adp secrets scan .env config     these files and folders",
    "adp secrets scan --staged        what the next commit would hold",
    "adp secrets hook                 git asks that before every commit of this clone",
  ]);
  const json = ["--json", "one JSON document on stdout, nothing else"] as const;
  secrets
    .command("scan")
    .description("look for credentials; exit 77 when there is one")
    .argument("[paths...]", "files and folders")
    .option("--staged", "what the next commit would hold")
    .option(...json)
    .action(async (paths: string[], options: Options) => {
      const output = openOutput(options);
      const again = typed(["secrets", ...args.filter((word) => word !== "--json")].join(" "));
      const staged = options.staged === true;
      const texts = await scanForSecrets({ cwd: process.cwd(), paths, staged, again });
      output.document({ texts, findings: [] });
      if (!staged) output.print(`No credential in ${texts} files.`);
    });
  secrets
    .command("hook")
    .description("have git scan every commit of this clone")
    .option(...json)
    .action(async (options: Options) => {
      const output = openOutput(options);
      const hook = await installHook(process.cwd());
      output.document(hook);
      output.print(
        `${hook.changed ? "Made" : "Unchanged:"} ${relative(process.cwd(), hook.path)}: a commit that holds a credential is refused.`,
      );
    });
  return runCommand(secrets, args);
}
