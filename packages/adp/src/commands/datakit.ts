import { adp, inFolder, run, shell } from "@airflow-data-platform/cli-kit";
import { Option } from "commander";
import {
  continueUpdate,
  listDatakits,
  type Major,
  majors,
  patchOf,
  planUpdate,
  platformTemplate,
  renderDatakit,
  templateVersion,
  undoUpdate,
  updateDatakit,
} from "../datakit/index.ts";
import { AdpCommand, choice, json } from "../kernel/arguments.ts";
import { Exit, stepLines } from "../kernel/errors.ts";
import { platformRoot, shownPath } from "../kernel/home.ts";
import { thisMachine } from "../kernel/machine.ts";
import { openOutput, table } from "../kernel/output.ts";
import { type AdoptOptions, adopt } from "./datakit/adopt.ts";
import { check } from "./datakit/check.ts";
import { push } from "./datakit/push.ts";
import { type RebuildOptions, rebuild } from "./datakit/rebuild.ts";
import { commandList } from "./list.ts";

interface Common {
  readonly json?: boolean;
}

interface UpdateOptions extends Common {
  readonly dryRun?: boolean;
  readonly airflow?: Major;
  readonly allowDirty?: boolean;
  readonly continue?: boolean;
  readonly undo?: boolean;
}

interface Options {
  readonly description?: string;
  readonly airflow?: Major;
  readonly into: string;
  readonly json?: boolean;
}

export function command(): AdpCommand {
  const datakit = new AdpCommand("adp datakit", commandList.datakit);
  datakit
    .command("new")
    .argument("<name>", "lower-case words joined by hyphens; the folder becomes NAME-datakit")
    .option("--description <text>", "one sentence for its README")
    .addOption(
      choice(
        "--airflow <generation>",
        "the generation of Airflow (default: the local Layer 1's, else 3)",
        majors,
      ),
    )
    .option("--into <folder>", "the folder in which to make it", ".")
    .option(...json)
    .does(async (name: string, options: Options) => {
      const output = openOutput(options);
      const { into } = options;
      // What it depends on is a matter of WSL: elsewhere the doctor need not be loaded.
      if (thisMachine() === "wsl") {
        const { DoctorContext, guard } = await import("../doctor/index.ts");
        await guard("datakit new", new DoctorContext({ root: platformRoot(), folder: into, into }), output);
      }
      const folder = await renderDatakit({
        name,
        description: options.description ?? `Data products of ${name}`,
        into,
        airflow: options.airflow,
      });
      output.document({ folder });
      output.print(`Made ${folder}`);
      const steps = [run(shell`cd ${shownPath(folder)}`), run(inFolder(folder, adp`dev start`))];
      for (const line of stepLines(steps)) output.print(line);
    });
  datakit
    .command("check")
    .argument("[folder]", "the datakit's folder", ".")
    .option(...json)
    .does(check);
  datakit
    .command("diff")
    .argument("[folder]", "the datakit's folder", ".")
    .option(...json)
    .does(async (folder: string, options: Common) => {
      const output = openOutput(options);
      const plan = await planUpdate(folder, platformTemplate());
      const text = await patchOf(plan.changes);
      output.document({ from: plan.from, to: plan.to, diff: text });
      output.print(text === "" ? "An update would change nothing." : text);
    });
  datakit
    .command("update")
    .argument("[folder]", "the datakit's folder", ".")
    .addOption(
      choice(
        "--airflow <generation>",
        "also move the datakit to this generation of Airflow",
        majors,
      ).conflicts(["undo", "continue"]),
    )
    .option("--dry-run", "show which files would change, and write nothing")
    .option("--allow-dirty", "update although changes are not committed")
    .addOption(
      new Option("--continue", "finish after the conflicts are resolved").conflicts(["undo", "dryRun"]),
    )
    .addOption(new Option("--undo", "take the last update back").conflicts(["dryRun"]))
    .option(...json)
    .does(async (folder: string, options: UpdateOptions) => {
      const output = openOutput(options);
      if (options.undo === true) {
        const files = await undoUpdate(folder);
        output.document({ undone: files });
        output.print(`Took the update back: ${count(files.length, "file")} as before.`);
        return Exit.ok;
      }
      if (options.continue === true) {
        await continueUpdate(folder);
        output.document({ finished: true });
        output.print("The update is finished. Look at it with `git diff`, and commit it.");
        return Exit.ok;
      }
      const { airflow } = options;
      const allowDirty = options.allowDirty === true;
      const plan = options.dryRun
        ? await planUpdate(folder, platformTemplate(), { airflow })
        : await updateDatakit(folder, platformTemplate(), { allowDirty, airflow });
      const { from, to, changes, conflicts, notes, todo } = plan;
      const files = changes.map(({ path, before, after }) => ({ path, what: verb(before, after) }));
      output.document({ from, to, files, conflicts, notes, todo });
      for (const { path, what } of files) output.print(`  ${what.padEnd(7)}  ${path}`);
      for (const note of notes) output.print(`  ${note}`);
      for (const path of conflicts) output.print(`  conflict ${path}`);
      if (todo.length > 0) output.print("To be mended by hand:");
      for (const { path, line, what } of todo) output.print(`  ${path}:${line}: ${what}`);
      output.print(
        files.length === 0
          ? `Nothing to change: the template is ${to}.`
          : options.dryRun
            ? `An update from ${from} to ${to} would change ${count(files.length, "file")}.`
            : `Updated from ${from} to ${to}: ${count(files.length, "file")}. Look at it with \`git diff\`, and commit it.`,
      );
      return conflicts.length > 0 ? Exit.job : Exit.ok;
    });
  datakit
    .command("adopt")
    .argument("[folder]", "the project's folder", ".")
    .option("--name <name>", "the datakit's name (default: the project's)")
    .option("--allow-dirty", "adopt although changes are not committed")
    .option("-y, --yes", "do not ask")
    .option(...json)
    .does(async (folder: string, options: AdoptOptions) => adopt(folder, options));
  datakit
    .command("rebuild")
    .argument("[folder]", "the datakit's folder; with --all, the folder to search", ".")
    .option("--all", "every datakit below the folder whose image is behind its Layer 1")
    .option(...json)
    .does((folder: string, options: RebuildOptions) => rebuild(folder, options));
  datakit
    .command("push")
    .argument("<repository>", "where to: REGISTRY/PATH, without a tag")
    .option("--datakit <folder>", "the datakit's folder", ".")
    .option("--record <file>", "the record of the push, for adp layer3 promote", "pushed.json")
    .option("--sbom <file>", "the image's packages, as CycloneDX", "sbom.json")
    .option(...json)
    .does(push);
  datakit
    .command("list")
    .argument("[folder]", "the folder to search", ".")
    .option(...json)
    .does((folder: string, options: Common) => {
      const output = openOutput(options);
      const version = templateVersion(platformTemplate());
      const datakits = listDatakits(folder, version);
      output.document({ platform: version, datakits });
      if (datakits.length === 0) output.print(`No datakit below ${folder} has a .adp/datakit.lock.`);
      else
        for (const line of table(
          ["folder", "template", "state", "Layer 1", "Airflow", "changed"],
          datakits.map((one) => [
            one.folder,
            one.template ?? "",
            one.state,
            one.layer1 ?? "",
            one.airflow ?? "",
            one.changed.slice(0, 10),
          ]),
        ))
          output.print(line);
    });
  return datakit;
}

function verb(before: unknown, after: unknown): string {
  if (before === undefined) return "new";
  return after === undefined ? "removed" : "changed";
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
