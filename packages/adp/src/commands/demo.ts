import { printDemo, runDemo, stopDemo } from "../demo/index.ts";
import { airflowLines } from "../engine/index.ts";
import { newCommand, oneOf, runCommand, wholeNumber } from "../kernel/arguments.ts";
import { typed } from "../kernel/home.ts";
import { interruptible } from "../kernel/interrupt.ts";
import { openOutput } from "../kernel/output.ts";

interface Options {
  readonly airflow?: (typeof airflowLines)[number];
  readonly python?: string;
  readonly port?: number;
  readonly months: number;
  readonly keep?: boolean;
  readonly stop?: boolean;
  readonly folder?: string;
  readonly json?: boolean;
}

export function run(args: readonly string[]): Promise<number> {
  const demo = newCommand(
    "adp demo",
    "The whole main job on this machine, without Docker: a real Airflow loads 336,776 real flights into a real\nPostgreSQL, in tables with history, twice; then a report is read back from them.",
    [
      "adp demo                     all twelve months",
      "adp demo --months 1 --keep   a quick look, and Airflow stays up",
      "adp demo --airflow 2.11      on another line of Airflow",
      "adp demo --stop              ends what --keep left running",
    ],
  )
    .option("--airflow <line>", `Airflow ${airflowLines.join(", ")}`, oneOf("demo --airflow", airflowLines))
    .option("--months <n>", "months of flights to load", wholeNumber("demo --months", 1, 12), 12)
    .option("--keep", "leave Airflow up at the end")
    .option("--stop", "end what an earlier demo left running")
    .option("--python <path>", "the Python to use")
    .option("--port <n>", "the port of Airflow's web server", wholeNumber("demo --port", 1, 65535, 8080))
    .option("--folder <folder>", "where its state lies (default: .adp/run/demo of the clone)")
    .option("--json", "one JSON document on stdout, nothing else")
    .action(async (options: Options) => {
      const output = openOutput(options);
      const again = typed(["demo", ...args.filter((word) => word !== "--json")].join(" "));
      if (options.stop === true) {
        const ended = await stopDemo({ output, again, folder: options.folder });
        output.document({ ended });
        output.print(ended === 0 ? "Nothing of the demo was running." : `Stopped: ${ended} processes ended.`);
        return;
      }
      const result = await interruptible(
        (signal) =>
          runDemo({
            line: options.airflow,
            python: options.python,
            port: options.port,
            months: options.months,
            folder: options.folder,
            keep: options.keep === true,
            output,
            again,
            signal,
          }),
        async () => {
          await stopDemo({ output, again, folder: options.folder });
        },
      );
      output.document(result);
      printDemo(result, output);
    });
  return runCommand(demo, args);
}
