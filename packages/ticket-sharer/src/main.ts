import { appendToLog, Exit, type ExitCode, problemLines, run, shell } from "@airflow-data-platform/cli-kit";
import { fill, problemOf } from "./errors.ts";
import { makeLog, printableLines } from "./log/log.ts";
import { helpText } from "./settings/options.ts";
import { readSettings } from "./settings/settings.ts";
import { runDaemon } from "./sharer/daemon.ts";
import { runOnce } from "./sharer/once.ts";
import { version } from "./version.ts";

export interface MainOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly terminal: boolean;
  /** Aborted when the process is asked to end; the reason is the signal's name. */
  readonly stop: AbortSignal;
}

export async function main({ args, env, print, terminal, stop }: MainOptions): Promise<ExitCode> {
  try {
    const settings = readSettings(args, env);
    if (settings.mode === "help" || settings.mode === "version") {
      print(settings.mode === "help" ? helpText() : version);
      return Exit.ok;
    }
    const format = settings.log === "auto" ? (terminal ? "human" : "json") : settings.log;
    const { logFile } = settings;
    const write = logFile === undefined ? print : (line: string) => appendToLog(logFile, line);
    const log = makeLog({ format, now: () => Date.now(), print: write });
    for (const variable of settings.unknownVariables)
      log.write("warn", {
        event: "setting",
        message: `${variable} is set, but is not a setting.`,
        next: [run(shell`ticket-sharer --help`)],
      });
    return await (settings.mode === "once" ? runOnce(settings, log, stop) : runDaemon(settings, log, stop));
  } catch (error) {
    const problem = problemOf(error);
    if (terminal) print(printableLines(problemLines(problem, fill).join("\n")));
    else makeLog({ format: "json", now: () => Date.now(), print }).problem("error", "fatal", problem);
    return problem.exit;
  }
}
