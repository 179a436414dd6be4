import { printDemo, runDemo, stopDemo } from "../demo/index.ts";
import { airflowLines } from "../engine/index.ts";
import { AdpCommand, choice, json, wholeNumber } from "../kernel/arguments.ts";
import { interruptible } from "../kernel/interrupt.ts";
import { openOutput } from "../kernel/output.ts";
import { commandList } from "./list.ts";

interface Options {
  readonly airflow?: string;
  readonly python?: string;
  readonly port?: number;
  readonly months: number;
  readonly keep?: boolean;
  readonly stop?: boolean;
  readonly folder?: string;
  readonly json?: boolean;
}

export function command(): AdpCommand {
  return new AdpCommand("adp demo", commandList.demo)
    .addOption(choice("--airflow <line>", "the Airflow line", airflowLines()))
    .option("--months <n>", "months of flights to load, 1 to 12", wholeNumber(1, 12), 12)
    .option("--keep", "leave Airflow running at the end")
    .option("--stop", "stop what an earlier demo left running")
    .option("--python <path>", "the Python to use")
    .option("--port <n>", "the port of Airflow's web server", wholeNumber(1, 65535))
    .option("--folder <folder>", "where to keep its state (default: .adp/run/demo of the clone)")
    .option(...json)
    .does((options: Options) => (options.stop === true ? stop(options) : demo(options)));
}

async function stop(options: Options): Promise<undefined> {
  const output = openOutput(options);
  const ended = await stopDemo({ output, folder: options.folder });
  output.document({ ended });
  output.print(ended === 0 ? "The demo was not running." : `Stopped the demo: ${ended} processes.`);
}

async function demo(options: Options): Promise<undefined> {
  const output = openOutput(options);
  const { folder, python, port, months } = options;
  let interrupted = () => false;
  const result = await interruptible(
    (signal) => {
      interrupted = () => signal.aborted;
      return runDemo({
        line: options.airflow,
        keep: options.keep === true,
        ...{ folder, python, port, months, output, signal },
      });
    },
    async () => {
      await stopDemo({ output, folder });
      if (interrupted()) output.note("Interrupted: nothing of the demo runs now.");
    },
  );
  output.document(result);
  printDemo(result, output);
}
