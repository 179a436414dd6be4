import { newCommand, runCommand, wholeNumber } from "../kernel/arguments.ts";
import { Exit } from "../kernel/errors.ts";
import { platformRoot, typed } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { describeStatus, exportForever, platformStatus, TicketSharer } from "../platform/index.ts";

interface Common {
  readonly json?: boolean;
}

export function run(args: readonly string[]): Promise<number> {
  const platform = newCommand("adp platform", "The services that datakits share on this machine.", [
    "adp platform start            shares your Kerberos ticket with every datakit: platform_kerberos_cache",
    "adp platform status --json    until when, and who reads it",
    "adp platform logs --follow",
    "adp platform stop             other containers and the volume stay",
  ]);
  const json = ["--json", "one JSON document on stdout, nothing else"] as const;
  platform
    .command("start")
    .description("start the ticket sharer, or bring it up to date")
    .option(...json)
    .action(async (options: Common) => start(options, args));
  platform
    .command("stop")
    .description("stop the ticket sharer")
    .option(...json)
    .action(async (options: Common) => {
      const { sharer, output } = open(options, args);
      const result = await sharer.stop();
      output.document(result);
      output.print(result.stopped ? "The ticket sharer is stopped." : "No ticket sharer ran.");
    });
  platform
    .command("status")
    .description("until when the ticket is shared, and who reads it; exit 1 when none is")
    .option(...json)
    .action(async (options: Common, command) => {
      const { sharer, output } = open(options, args);
      const status = await platformStatus(sharer, typed("platform start"));
      output.document(status);
      for (const line of describeStatus(status)) output.print(line);
      command.setOptionValue("exit", status.sharing ? Exit.ok : Exit.job);
    });
  platform
    .command("logs")
    .description("what the ticket sharer says, in its container and on the host")
    .option("--follow", "until Ctrl-C")
    .option("--lines <n>", "the last so many", wholeNumber("platform logs --lines", 1, 100_000, 100), 100)
    .action(async (options: { follow?: boolean; lines: number }) => {
      const { sharer } = open({}, args);
      await sharer.logs({ follow: options.follow === true, lines: options.lines });
    });
  platform
    .command("export", { hidden: true })
    .argument("<name>")
    .argument("<target>")
    .action(async (name: string, target: string) => {
      const controller = new AbortController();
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => controller.abort());
      const log = (line: string) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
      await exportForever({ name, target, everyMs: 10_000, signal: controller.signal, log });
    });
  return runCommand(platform, args);
}

async function start(options: Common, args: readonly string[]): Promise<void> {
  const { sharer, output } = open(options, args);
  const status = await platformStatus(sharer, typed("platform start"), await sharer.start());
  output.document(status);
  for (const line of describeStatus(status)) output.print(line);
}

function open(options: Common, args: readonly string[]) {
  const output = openOutput(options);
  const again = typed(`platform ${args.filter((word) => word !== "--json").join(" ")}`);
  return { output, sharer: new TicketSharer({ root: platformRoot(), output, again }) };
}
