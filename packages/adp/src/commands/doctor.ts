import { run, shell } from "@airflow-data-platform/cli-kit";
import {
  checks,
  DoctorContext,
  doctorDocument,
  type Flow,
  fixFound,
  flows,
  printChecks,
  runChecks,
  writeBundle,
} from "../doctor/index.ts";
import { AdpCommand, choice, json, wholeNumber } from "../kernel/arguments.ts";
import { Exit, stepLines } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { commandList } from "./list.ts";

interface Options {
  readonly for?: Flow;
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly bundle?: boolean;
  readonly verbose?: boolean;
  readonly timeout?: number;
  readonly json?: boolean;
}

export function command(): AdpCommand {
  const doctor = new AdpCommand("adp doctor", commandList.doctor);
  doctor.addOption(choice("--for <flow>", "only what this needs", flows));
  return doctor
    .option("--fix", "mend what is safe to mend; asks before each")
    .option("--yes", "with --fix: do not ask")
    .option("--bundle", "write an archive for whoever helps you, without secrets")
    .option("--verbose", "a line for every check")
    .option("--timeout <n>", "seconds that a host has for its answer (default: 1.5)", wholeNumber(1))
    .option(...json)
    .does(async (options: Options) => {
      const output = openOutput(options);
      const patienceMs = options.timeout === undefined ? undefined : options.timeout * 1000;
      // Node.js cannot end the system's search for a name, and waits for it at its own end: half a minute where no name
      // server answers.
      process.env.RES_OPTIONS ??= `timeout:${options.timeout ?? 1} attempts:1`;
      const open = () => new DoctorContext({ root: platformRoot(), folder: process.cwd(), patienceMs });
      let context = open();
      const flow = options.for;
      const look = () =>
        runChecks(checks, context, (check) => flow === undefined || check.flows.includes(flow));
      let all = await look();
      const fixed = options.fix === true ? await fixFound(all, { output, yes: options.yes === true }) : [];
      if (fixed.length > 0) {
        context = open();
        all = await look();
      }
      const report = doctorDocument(all);
      const bundle =
        options.bundle === true ? await writeBundle({ context, report, into: process.cwd() }) : undefined;
      output.document({ ...report, fixed, ...(bundle === undefined ? {} : { bundle }) });
      printChecks(all, { output, verbose: options.verbose === true, columns: process.stdout.columns });
      for (const what of fixed) output.print(`Done: ${what}`);
      if (bundle !== undefined) {
        output.print(`Wrote ${bundle.path} (${bundle.files.length} files). Look into it before you send it:`);
        for (const line of stepLines([run(shell`tar -xzOf ${bundle.path}`, "prints all of it")]))
          output.print(line);
      }
      return all.some(({ state }) => state === "problem") ? Exit.job : Exit.ok;
    });
}
