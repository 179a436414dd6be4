import { AdpCommand, json } from "../kernel/arguments.ts";
import { shownPath } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { version } from "../kernel/version.ts";
import {
  installHook,
  reportDocument,
  type Scope,
  sarif,
  scanForSecrets,
  summaryOf,
  verdictOf,
} from "../secretscan/index.ts";
import { commandList } from "./list.ts";

interface Options {
  readonly staged?: boolean;
  readonly since?: string;
  readonly allHistory?: boolean;
  readonly name?: string;
  readonly sarif?: boolean;
  readonly json?: boolean;
}

export function command(): AdpCommand {
  const secrets = new AdpCommand("adp secrets", commandList.secrets);
  secrets
    .command("scan")
    .argument("[paths...]", "files and folders; - is standard input")
    .option("--staged", "what the next commit would hold")
    .option("--since <commit>", "what was committed since then")
    .option("--all-history", "everything that was ever committed")
    .option("--name <name>", "the file's name, for standard input")
    .option("--sarif", "print a SARIF document, for code scanning")
    .option(...json)
    .does(async (paths: string[], options: Options) => {
      const output = openOutput({ json: options.json === true || options.sarif === true });
      const scope = scopeOf(paths, options);
      const report = await scanForSecrets(process.cwd(), scope);
      const wrong = verdictOf(report, scope);
      output.document(options.sarif === true ? sarif(report, version()) : reportDocument(report));
      if (output.json) return wrong?.exit;
      for (const line of summaryOf(report))
        if (scope.kind === "staged") output.note(line);
        else output.print(line);
      if (wrong !== undefined) throw wrong;
      if (scope.kind !== "staged") output.print(`No credential in ${counted(report.files, "file")}.`);
      return undefined;
    });
  secrets
    .command("hook")
    .option(...json)
    .does(async (options: Options) => {
      const output = openOutput(options);
      const hook = await installHook(process.cwd());
      output.document(hook);
      output.print(
        `${hook.changed ? "Made" : "Unchanged:"} ${shownPath(hook.path)}: git refuses a commit that contains a credential.`,
      );
    });
  return secrets;
}

function scopeOf(paths: readonly string[], options: Options): Scope {
  if (options.staged === true) return { kind: "staged" };
  if (options.since !== undefined) return { kind: "history", since: options.since };
  if (options.allHistory === true) return { kind: "history" };
  if (paths[0] === "-")
    return { kind: "text", path: options.name ?? "standard input", content: process.stdin };
  return { kind: "files", paths };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
