import { fillNext } from "@airflow-data-platform/cli-kit";
import { AdpCommand, json } from "../kernel/arguments.ts";
import { commandLine } from "../kernel/command-line.ts";
import { Exit, stepLines } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { TicketSharer } from "../platform/index.ts";
import {
  describeReport,
  describeTicketTest,
  insideFolder,
  oneLogin,
  parseLogin,
  parseSpn,
  reportFromHost,
  reportFromInside,
  runTicketTest,
} from "../ticket/index.ts";
import { commandList } from "./list.ts";

interface TestOptions {
  readonly json?: boolean;
  readonly spn?: string;
  readonly postgres?: ReturnType<typeof parseLogin>;
  readonly sqlserver?: ReturnType<typeof parseLogin>;
  readonly user?: string;
  readonly container?: string;
}

export function command(): AdpCommand {
  const ticket = new AdpCommand("adp ticket", commandList.ticket);
  ticket
    .command("status")
    .option(...json)
    .does(async (options: { json?: boolean }) => {
      const output = openOutput(options);
      const inside = insideFolder();
      const report =
        inside === undefined ? await reportFromHost(sharerFor(options)) : await reportFromInside(inside);
      output.document({ ...report, next: fillNext(report.next, commandLine()) });
      for (const line of [...describeReport(report), ...stepLines(report.next)]) output.print(line);
      return report.usable ? Exit.ok : Exit.job;
    });
  ticket
    .command("test")
    .option("--spn <name>", "ask for a ticket for this service", parseSpn)
    .option("--postgres <server>", "log in to HOST[:PORT][/DATABASE]", (text) => parseLogin("postgres", text))
    .option("--sqlserver <server>", "log in to HOST[:PORT][/DATABASE]", (text) =>
      parseLogin("sqlserver", text),
    )
    .option("--user <name>", "the database user (default: the principal's name)")
    .option("--container <name>", "from this container (default: the first that reads the ticket, else here)")
    .option(...json)
    .does(async (options: TestOptions) => {
      const output = openOutput(options);
      const result = await runTicketTest({
        sharer: sharerFor(options),
        spn: options.spn,
        login: oneLogin(options.postgres, options.sqlserver),
        databaseUser: options.user,
        container: options.container,
        now: Date.now,
      });
      output.document(result);
      for (const line of describeTicketTest(result)) output.print(line);
      return result.error?.exit ?? Exit.ok;
    });
  return ticket;
}

function sharerFor(options: { readonly json?: boolean }): TicketSharer {
  return new TicketSharer({ root: platformRoot(), output: openOutput(options) });
}
