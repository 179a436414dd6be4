import type { LogFile } from "../../engine/index.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { Interrupted, interruptible } from "../../kernel/interrupt.ts";
import { type Common, open } from "./open.ts";

export async function logs(name: string | undefined, options: Common): Promise<ExitCode> {
  const { output, engine } = open(options);
  const found = await engine.logs(name);
  const lines = options.lines ?? 50;
  const tails = found.map((log) => ({
    log,
    lines: engine.readLog(log).slice(-lines || Number.MAX_SAFE_INTEGER),
  }));
  output.document(
    tails.map(({ log: { name, path, task }, lines: tail }) => ({
      ...{ name, path, lines: tail },
      ...(task === undefined ? {} : { dag: task.dag, runId: task.runId, attempt: task.attempt }),
    })),
  );
  for (const line of headLines(found)) output.note(line);
  const width = Math.max(0, ...found.map((log) => log.name.length));
  const show = (log: LogFile, line: string) =>
    output.print(found.length === 1 ? line : `${log.name.padEnd(width)} | ${line}`);
  if (lines > 0) for (const { log, lines: tail } of tails) for (const line of tail) show(log, line);
  if (!options.follow || output.json) return Exit.ok;
  try {
    await interruptible(
      (signal) => engine.follow(found, show, signal),
      async () => {},
    );
  } catch (error) {
    // Ctrl-C is how one leaves.
    if (!(error instanceof Interrupted)) throw error;
  }
  return Exit.ok;
}

/** Which run the logs are of: they are the newest, not always of the newest run. */
export function headLines([first, ...others]: readonly LogFile[]): string[] {
  if (first?.task === undefined) return [];
  const { dag, runId, attempt } = first.task;
  const what =
    others.length > 0 ? `${dag}, run ${runId}` : `${dag}.${first.name}, run ${runId}, attempt ${attempt}`;
  return [
    `${what} (times in UTC)`,
    ...(first.newerRun === undefined
      ? []
      : [`It has no log in the newer run ${first.newerRun}: it was skipped, or did not start.`]),
  ];
}
