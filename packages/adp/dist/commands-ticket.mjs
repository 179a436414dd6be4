import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  describeReport,
  describeTicketTest,
  insideFolder,
  oneLogin,
  parseLogin,
  parseSpn,
  reportFromHost,
  reportFromInside,
  runTicketTest
} from "./shared-ticket-der.mjs";
import {
  TicketSharer
} from "./shared-kernel-daemon.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  AdpCommand,
  json
} from "./shared-npm-commander-esm.mjs";
import {
  Exit,
  commandLine,
  commandList,
  fillNext,
  openOutput,
  platformRoot,
  stepLines
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/ticket.ts
function command() {
  let ticket = new AdpCommand("adp ticket", commandList.ticket);
  return ticket.command("status").option(...json).does(async (options) => {
    let output = openOutput(options), inside = insideFolder(), report = inside === void 0 ? await reportFromHost(sharerFor(options)) : await reportFromInside(inside);
    output.document({ ...report, next: fillNext(report.next, commandLine()) });
    for (let line of [...describeReport(report), ...stepLines(report.next)]) output.print(line);
    return report.usable ? Exit.ok : Exit.job;
  }), ticket.command("test").option("--spn <name>", "ask for a ticket for this service", parseSpn).option("--postgres <server>", "log in to HOST[:PORT][/DATABASE]", (text) => parseLogin("postgres", text)).option(
    "--sqlserver <server>",
    "log in to HOST[:PORT][/DATABASE]",
    (text) => parseLogin("sqlserver", text)
  ).option("--user <name>", "the database user (default: the principal's name)").option("--container <name>", "from this container (default: the first that reads the ticket, else here)").option(...json).does(async (options) => {
    let output = openOutput(options), result = await runTicketTest({
      sharer: sharerFor(options),
      spn: options.spn,
      login: oneLogin(options.postgres, options.sqlserver),
      databaseUser: options.user,
      container: options.container,
      now: Date.now
    });
    output.document(result);
    for (let line of describeTicketTest(result)) output.print(line);
    return result.error?.exit ?? Exit.ok;
  }), ticket;
}
function sharerFor(options) {
  return new TicketSharer({ root: platformRoot(), output: openOutput(options) });
}
export {
  command
};
