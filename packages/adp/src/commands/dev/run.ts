import { type DagResult, RunFailed } from "../../engine/index.ts";
import { commandLine } from "../../kernel/command-line.ts";
import { describeError, Exit, type ExitCode } from "../../kernel/errors.ts";
import { interruptible } from "../../kernel/interrupt.ts";
import { printable } from "../../kernel/output.ts";
import { type Common, open } from "./open.ts";

export async function runDag(dag: string, options: Common): Promise<ExitCode> {
  const { output } = open(options);
  try {
    const result = await follow(dag, options);
    output.document(result);
    output.print(`${dag}: success in ${result.seconds.toFixed(1)} s (${result.runId})`);
    return Exit.ok;
  } catch (error) {
    if (!(error instanceof RunFailed) || !output.json) throw error;
    output.document({ ...error.result, error });
    process.stderr.write(`${printable(describeError(error))}\n`);
    return error.exit;
  }
}

function follow(dag: string, options: Common): Promise<DagResult> {
  const { output } = open(options);
  let runId: string | undefined;
  let interrupted = () => false;
  const tell = async () => {
    if (!interrupted()) return;
    output.note(
      runId === undefined
        ? "Interrupted: nothing was run."
        : `Interrupted: the run ${runId} goes on in Airflow. ${commandLine().adp("dev stop")} stops Airflow.`,
    );
  };
  return interruptible((signal) => {
    interrupted = () => signal.aborted;
    return open(options, signal).engine.run(
      dag,
      options.conf ?? {},
      {
        task: ({ task, state, attempt }) =>
          output.note(`  ${task}: ${state}${attempt > 1 ? ` (attempt ${attempt})` : ""}`),
        triggered: (run) => {
          runId = run.runId;
          if (run.unpaused) output.note(`  ${unpausedLine(dag, run.schedule)}`);
        },
      },
      (options.timeout ?? 600) * 1000,
    );
  }, tell);
}

export function unpausedLine(dag: string, schedule: string | undefined): string {
  const unpaused = `${dag} was paused. It is unpaused now`;
  if (schedule === undefined) return `${unpaused}.`;
  const pause = commandLine().adp(`dev airflow dags pause ${dag}`);
  return `${unpaused}, so Airflow also runs it on its schedule (${schedule}); ${pause} ends that.`;
}
