import { Docker } from "../docker/index.ts";
import { AdpCommand, json } from "../kernel/arguments.ts";
import { Exit } from "../kernel/errors.ts";
import { interruptible } from "../kernel/interrupt.ts";
import { openOutput, table } from "../kernel/output.ts";
import { Progress } from "../kernel/progress.ts";
import { explanationLines } from "../layer1/index.ts";
import {
  buildRunner,
  explainRunner,
  listRunners,
  runnerNames,
  runnerOf,
  verifyRunner,
} from "../runners/index.ts";
import { commandList } from "./list.ts";

interface Common {
  readonly json?: boolean;
}

interface BuildWords extends Common {
  readonly cache: boolean;
  readonly pull?: boolean;
}

const which = ["<runner>", `the runner: ${runnerNames.join(", ")}`] as const;

export function command(): AdpCommand {
  const runners = new AdpCommand("adp runners", commandList.runners);
  runners
    .command("build")
    .argument(...which)
    .option("--no-cache", "run every step again")
    .option("--pull", "ask the registry for a newer base image")
    .option(...json)
    .does(async (name: string, options: BuildWords) => {
      await interruptible(
        async (signal) => {
          const output = openOutput(options);
          const built = await buildRunner({
            ...{ docker: new Docker({ signal }), runner: runnerOf(name), note: output.note },
            ...{ noCache: !options.cache, pull: options.pull === true },
            progress: new Progress(output, signal),
          });
          output.document(built);
          output.print(`${built.image} is ready: ${built.tag}, ${built.megabytes} MB`);
          output.print(`  base       ${built.base}`);
          output.print(
            `  scan       no credential in ${built.scan.layers} layers, the history and the configuration (searched for ${built.scan.credentials} logins)`,
          );
        },
        async () => {},
      );
    });
  runners
    .command("explain")
    .argument(...which)
    .option(...json)
    .does(async (name: string, options: Common) => {
      const output = openOutput(options);
      const explanation = await explainRunner(runnerOf(name));
      output.document(explanation);
      for (const line of explanationLines(explanation, process.stdout.columns)) output.print(line);
      return explanation.missing.length === 0 ? Exit.ok : Exit.credential;
    });
  runners
    .command("list")
    .option(...json)
    .does(async (options: Common) => {
      const output = openOutput(options);
      const images = await listRunners(new Docker());
      output.document(images);
      if (images.length === 0)
        output.print("There is no runner's image here. `adp runners build dbt` builds one.");
      else
        for (const line of table(
          ["", "runner", "tag", "MB"],
          images.map((one) => [one.inUse ? "*" : "", one.runner, one.tag, one.megabytes]),
        ))
          output.print(line);
    });
  runners
    .command("verify")
    .argument(...which)
    .argument("[image]", "the image (default: latest)")
    .option(...json)
    .does(async (name: string, image: string | undefined, options: Common) => {
      const output = openOutput(options);
      const found = await verifyRunner(new Docker(), runnerOf(name), image);
      output.document(found);
      for (const line of table(
        ["check", "", "what"],
        found.checks.map((check) => [check.name, check.ok ? "ok" : "FAILED", check.what]),
      ))
        output.print(line);
      output.print(
        found.ok
          ? `${found.image} keeps the contract.`
          : `${found.code}  ${found.image} does not keep the contract.`,
      );
      return found.ok ? Exit.ok : Exit.job;
    });
  return runners;
}
