import { newCommand, runCommand } from "../kernel/arguments.ts";
import { Exit } from "../kernel/errors.ts";
import { platformRoot, typed } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { TicketSharer } from "../platform/index.ts";
import {
  describeExamination,
  describeReport,
  examineTicket,
  insideFolder,
  oneLogin,
  parseLogin,
  parseSpn,
  reportFromHost,
  reportFromInside,
} from "../ticket/index.ts";

interface TestOptions {
  readonly json?: boolean;
  readonly spn?: string;
  readonly postgres?: ReturnType<typeof parseLogin>;
  readonly sqlserver?: ReturnType<typeof parseLogin>;
  readonly user?: string;
  readonly container?: string;
}

export function run(args: readonly string[]): Promise<number> {
  const ticket = newCommand("adp ticket", "Your Kerberos ticket, and its way to the containers.", [
    "adp ticket status                                your ticket, the shared copy, every container that reads it",
    "adp ticket test                                  step by step, as a person would look; stops where it fails",
    "adp ticket test --sqlserver db.corp.example      and a login to SQL Server from a container",
    "adp ticket test --postgres db.corp.example/sales --container my-datakit-scheduler-1",
    "adp ticket test --spn MSSQLSvc/db.corp.example:1433   drafts the mail to the DBA when that name is missing",
  ]);
  const json = ["--json", "one JSON document on stdout, nothing else"] as const;
  ticket
    .command("status")
    .description(
      "the ticket, its copy and its readers; exit 1 when no usable ticket is shared. Also in a container",
    )
    .option(...json)
    .action(async (options: { json?: boolean }, command) => {
      const output = openOutput(options);
      const inside = insideFolder();
      const report =
        inside === undefined
          ? await reportFromHost(sharerFor(args, options), typed("platform start"))
          : await reportFromInside(inside);
      output.document(report);
      for (const line of describeReport(report)) output.print(line);
      command.setOptionValue("exit", report.usable ? Exit.ok : Exit.job);
    });
  ticket
    .command("test")
    .description(
      "look at each step from the Kerberos programs to a login; says what to do at the first that fails",
    )
    .option("--spn <name>", "ask for a ticket for this service", parseSpn)
    .option("--postgres <server>", "log in to HOST[:PORT][/DATABASE]", (text) => parseLogin("postgres", text))
    .option("--sqlserver <server>", "log in to HOST[:PORT][/DATABASE]", (text) =>
      parseLogin("sqlserver", text),
    )
    .option("--user <name>", "the database user (default: the principal's name)")
    .option("--container <name>", "from this container (default: the first that reads the ticket, else here)")
    .option(...json)
    .action(async (options: TestOptions, command) => {
      const output = openOutput(options);
      const examination = await examineTicket({
        sharer: sharerFor(args, options),
        spn: options.spn,
        login: oneLogin(options.postgres, options.sqlserver),
        databaseUser: options.user,
        container: options.container,
        now: Date.now,
      });
      output.document(examination);
      for (const line of describeExamination(examination)) output.print(line);
      command.setOptionValue("exit", examination.error?.exit ?? Exit.ok);
    });
  return runCommand(ticket, args);
}

function sharerFor(args: readonly string[], options: { readonly json?: boolean }): TicketSharer {
  const again = typed(`ticket ${args.filter((word) => word !== "--json").join(" ")}`);
  return new TicketSharer({ root: platformRoot(), output: openOutput(options), again });
}
