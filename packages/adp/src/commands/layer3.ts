import { basename, dirname } from "node:path";
import { adp, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpCommand, json } from "../kernel/arguments.ts";
import { Exit, stepLines } from "../kernel/errors.ts";
import { interruptible } from "../kernel/interrupt.ts";
import { openOutput, table } from "../kernel/output.ts";
import {
  allFiles,
  commitPromotion,
  diffToCluster,
  diffToGit,
  environmentNamed,
  initPlatform,
  neededImages,
  needRelease,
  ownFiles,
  type Platform,
  preparePromotion,
  readPlatform,
  readRelease,
  statusOf,
  uncommitted,
  verifyEnvironment,
  writeFiles,
  writeRelease,
} from "../layer3/index.ts";
import { commandList } from "./list.ts";

interface Common {
  readonly json?: boolean;
  readonly folder: string;
}

interface Verify extends Common {
  readonly server?: boolean;
  readonly restored?: boolean;
}

export function command(): AdpCommand {
  const layer3 = new AdpCommand("adp layer3", commandList.layer3);
  const folder = ["--folder <folder>", "the folder of platform.yaml", "."] as const;
  layer3
    .command("init")
    .argument("<datakit>", "the datakit's name, such as customer-360")
    .requiredOption("--registry <registry>", "where its image is pushed: registry.example.com/data")
    .option("--organisation <name>", "who runs it", "our organisation")
    .option(...folder)
    .option(...json)
    .does((datakit: string, options: Common & { registry: string; organisation: string }) => {
      const output = openOutput(options);
      const { registry, organisation } = options;
      const files = initPlatform(options.folder, { datakit, registry, organisation });
      output.document({ folder: options.folder, files });
      for (const file of files) output.print(`Wrote ${file}`);
      const at = options.folder === "." ? [] : ["--folder", options.folder];
      for (const line of stepLines([
        run(shell`git add ${options.folder}`, "and commit: what is promoted is rendered from it"),
        run(adp`datakit push ${`${registry}/${datakit}-datakit`}`, "in the datakit"),
        run(adp`layer3 promote dev --record PUSHED_JSON ${at}`, "with the record that it wrote"),
      ]))
        output.print(line);
    });
  layer3
    .command("render")
    .argument("[environment]", "one environment (default: every one with a release)")
    .option("--own", "without the chart's manifests: needs neither Helm nor the chart")
    .option(...folder)
    .option(...json)
    .does(async (name: string | undefined, options: Common & { own?: boolean }) => {
      const output = openOutput(options);
      return withSignal(async (signal) => {
        const platform = readPlatform(options.folder);
        const written: string[] = [];
        for (const environment of chosen(platform, name)) {
          const release = needRelease(platform.folder, environment.name);
          const files =
            options.own === true
              ? ownFiles(environment, release)
              : await allFiles(platform, environment, release, signal);
          written.push(...writeFiles(platform.folder, files));
        }
        output.document({ files: written });
        for (const file of written) output.print(`Wrote ${file}`);
        return Exit.ok;
      });
    });
  layer3
    .command("verify")
    .argument("[environment]", "one environment (default: every one with a release)")
    .option("--server", "the cluster checks the objects, too (a dry run)")
    .option("--restored", "the databases are those of before the promotion that was reverted")
    .option(...folder)
    .option(...json)
    .does(async (name: string | undefined, options: Verify) => {
      const output = openOutput(options);
      return withSignal(async (signal) => {
        const platform = readPlatform(options.folder);
        const checks = { server: options.server === true, restored: options.restored === true };
        const today = new Date();
        const results = [];
        for (const environment of chosen(platform, name))
          results.push(await verifyEnvironment(platform, environment, { ...checks, today, signal }));
        output.document(results);
        for (const { environment, findings, unseen } of results) {
          output.print(findings.length === 0 ? `${environment}: nothing found` : `${environment}:`);
          for (const { code, file, text } of findings) output.print(`  ${code}  ${file}: ${text}`);
          for (const line of unseen) output.print(`  not looked at: ${line}`);
        }
        return results.some(({ findings }) => findings.length > 0) ? Exit.job : Exit.ok;
      });
    });
  layer3
    .command("diff")
    .argument("<environment>", "the environment")
    .option("--cluster", "compare what is rendered with the cluster, and not with git's last commit")
    .option("--own", "without the chart's manifests")
    .option(...folder)
    .option(...json)
    .does(async (name: string, options: Common & { cluster?: boolean; own?: boolean }) => {
      const output = openOutput(options);
      return withSignal(async (signal) => {
        const platform = readPlatform(options.folder);
        const environment = environmentNamed(platform, name);
        const release = needRelease(platform.folder, name);
        const text =
          options.cluster === true
            ? await diffToCluster(platform, environment)
            : await diffToGit(
                platform,
                environment,
                options.own === true
                  ? ownFiles(environment, release)
                  : await allFiles(platform, environment, release, signal),
              );
        output.document({ environment: name, diff: text });
        output.print(text === "" ? "No difference." : text);
        return Exit.ok;
      });
    });
  layer3
    .command("promote")
    .argument("<environment>", "where to")
    .option("--from <environment>", "what runs in another environment")
    .option("--record <file>", "the record of a push, as adp datakit push writes it")
    .option("--own", "without the chart's manifests")
    .option(...folder)
    .option(...json)
    .does(async (name: string, options: Common & { from?: string; record?: string; own?: boolean }) => {
      const output = openOutput(options);
      return withSignal(async (signal) => {
        const platform = readPlatform(options.folder);
        const to = environmentNamed(platform, name);
        const source =
          options.record === undefined
            ? { from: environmentNamed(platform, options.from ?? before(platform, name)) }
            : { record: options.record };
        const promotion = preparePromotion(platform, to, source, new Date(), await uncommitted(platform));
        for (const line of promotion.oneWay) output.note(line);
        // Rendered before anything is written: a chart that is missing leaves the environment as it was.
        const { release } = promotion;
        const files =
          options.own === true ? ownFiles(to, release) : await allFiles(platform, to, release, signal);
        writeRelease(platform, to, release);
        writeFiles(platform.folder, files);
        const commit = await commitPromotion(platform, to, promotion);
        output.document({ environment: name, release, commit: commit ?? null, oneWay: promotion.oneWay });
        output.print(`${name}: ${release.image}@${release.digest}`);
        output.print(
          commit === undefined
            ? "Not committed: this is no git repository."
            : `Committed as ${commit.slice(0, 12)}.`,
        );
        return Exit.ok;
      });
    });
  layer3
    .command("status")
    .option("--git", "without asking the clusters")
    .option(...folder)
    .option(...json)
    .does(async (options: Common & { git?: boolean }) => {
      const output = openOutput(options);
      const all = await statusOf(readPlatform(options.folder), options.git !== true);
      output.document(all);
      for (const line of table(
        ["environment", "state", "released", "Airflow", "since"],
        all.map(({ environment, state, released, airflow, since }) => [
          environment,
          state,
          released === null ? "" : shortImage(released),
          airflow ?? "",
          since ?? "",
        ]),
      ))
        output.print(line);
      for (const { environment, reason } of all)
        if (reason !== undefined) output.print(`${environment}: ${reason}`);
      return all.some(({ state }) => state === "behind") ? Exit.job : Exit.ok;
    });
  layer3
    .command("images")
    .option(...folder)
    .option(...json)
    .does((options: Common) => {
      const output = openOutput(options);
      const images = neededImages(readPlatform(options.folder));
      output.document(images);
      for (const { image, environments } of images) output.print(`${image}  ${environments.join(", ")}`);
      if (images.length === 0) output.print("No environment has a release yet.");
    });
  return layer3;
}

function chosen(platform: Platform, name: string | undefined) {
  if (name !== undefined) return [environmentNamed(platform, name)];
  const released = platform.environments.filter((one) => hasRelease(platform, one.name));
  // Without any release, the first says what is missing.
  return released.length > 0 ? released : platform.environments.slice(0, 1);
}

function hasRelease(platform: Platform, name: string): boolean {
  return readRelease(platform.folder, name) !== undefined;
}

/** The environment before one, in the order of the file. */
function before({ environments }: Platform, name: string): string {
  const index = environments.findIndex((one) => one.name === name);
  return environments[Math.max(0, index - 1)]?.name ?? name;
}

function shortImage(image: string): string {
  const [repository = "", digest = ""] = image.split("@");
  return `${basename(dirname(repository))}/${basename(repository)}@${digest.slice(0, 19)}`;
}

/** Ctrl-C ends what runs; files are written whole, each by itself, and the next render makes them agree. */
function withSignal<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return interruptible(action, async () => {});
}
