import { relative } from "node:path";
import { renderDatakit } from "../datakit/index.ts";
import { newCommand, runCommand } from "../kernel/arguments.ts";
import { quoted, typed } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";

export function run(args: readonly string[]): Promise<number> {
  const datakit = newCommand("adp datakit", "Projects made from the template.", [
    "adp datakit new customer-360 --description 'CRM and marketing in one view'",
  ]);
  datakit
    .command("new")
    .argument("<name>", "lower-case words joined by hyphens; the folder becomes NAME-datakit")
    .description("make a datakit from the template, in this folder")
    .option("--description <text>", "one sentence for its README")
    .option("--into <folder>", "where to make it", ".")
    .option("--json", "one JSON document on stdout, nothing else")
    .action((name: string, options: { description?: string; into: string; json?: boolean }) => {
      const output = openOutput(options);
      const folder = renderDatakit({
        name,
        description: options.description ?? `Data products of ${name}`,
        into: options.into,
      });
      output.document({ folder });
      output.print(`Made ${folder}`);
      output.print(`  next: cd ${quoted(relative(process.cwd(), folder) || ".")}`);
      output.print(`        ${typed("dev start", folder)}`);
    });
  return runCommand(datakit, args);
}
