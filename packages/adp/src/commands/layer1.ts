import { relative } from "node:path";
import { Docker } from "../docker/index.ts";
import { newCommand, runCommand } from "../kernel/arguments.ts";
import { Exit } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { typed } from "../kernel/home.ts";
import { interruptible } from "../kernel/interrupt.ts";
import { openOutput, table } from "../kernel/output.ts";
import { Progress } from "../kernel/progress.ts";
import {
  buildLayer1,
  explainLayer1,
  explanationLines,
  imageSbom,
  layer1Folder,
  listLayer1,
  useLayer1,
  verifiedLines,
  verifyLayer1,
  writeFrameworkWheel,
} from "../layer1/index.ts";
import { hasHook } from "../secretscan/index.ts";

interface Common {
  readonly json?: boolean;
  readonly name: string;
}

interface BuildWords {
  readonly exactBase?: boolean;
  readonly cache: boolean;
  readonly pull?: boolean;
  readonly sbom?: string;
}

interface VerifyWords extends Common {
  readonly mssqlSpn?: string;
  readonly ccache?: string;
  readonly network: string;
}

export function run(args: readonly string[]): Promise<number> {
  const again = typed(`layer1 ${args.filter((word) => word !== "--json").join(" ")}`);
  const layer1 = newCommand("adp layer1", "The organisation's image, built safely behind a corporate wall.", [
    "adp layer1 explain              who is asked, as whom, before anything runs",
    "adp layer1 build                layer1-airflow:latest, scanned for credentials",
    "adp layer1 verify               is the image what Layer 1 promises?",
    "adp layer1 list                 the Layer 1 images that are here",
    "adp layer1 use 0.1.0-1a2b3c4d5e6f   an earlier one becomes latest",
  ]);
  const json = ["--json", "one JSON document on stdout, nothing else"] as const;
  const name = [
    "--name <name>",
    "the image's name without a tag",
    process.env.LAYER1_IMAGE || "layer1-airflow",
  ] as const;
  layer1
    .command("framework")
    .description("make the framework's wheel for a plain docker build")
    .option(...json)
    .action((options: Common) => {
      const output = openOutput(options);
      const wheel = writeFrameworkWheel(layer1Folder());
      output.document(wheel);
      output.print(`${wheel.changed ? "Made" : "Unchanged:"} ${relative(process.cwd(), wheel.path)}`);
    });
  layer1
    .command("build")
    .description("build Layer 1, and scan it for credentials")
    .option("--exact-base", "take IMAGE_ASTRONOMER as it is, or fail")
    .option("--no-cache", "run every step again")
    .option("--pull", "ask the registries for newer base images")
    .option("--sbom <file>", "write the image's packages as CycloneDX")
    .option(...name)
    .option(...json)
    .action(async (options: Common & BuildWords) => {
      await interruptible(
        async (signal) => {
          const output = openOutput(options);
          const docker = new Docker({ again, signal });
          const place = layer1Folder();
          const hooked = hasHook(place.root);
          const built = await buildLayer1({
            docker,
            place,
            name: options.name,
            exactBase: options.exactBase === true,
            noCache: !options.cache,
            pull: options.pull === true,
            again,
            progress: new Progress(output, signal),
            note: output.note,
          });
          if (options.sbom !== undefined)
            writeAtomic(
              options.sbom,
              await imageSbom(docker, { name: built.image, id: built.id }, new Date().toISOString()),
              0o644,
            );
          const hook = await hooked;
          output.document({ ...built, hook: hook ?? null });
          output.print(`${built.image} is ready${built.unchanged ? ", unchanged" : ""}: ${built.tag}`);
          output.print(
            `  base       Runtime ${built.base.runtime}, Airflow ${built.base.airflow} (${built.base.taken})`,
          );
          output.print(
            `  scan       no credential in ${built.scan.layers} layers, the history and the configuration (${built.scan.credentials} logins took part)`,
          );
          if (built.sharer !== undefined) output.print(`  ticket     ${built.sharer}`);
          output.print(`  record     ${relative(process.cwd(), built.provenance)}`);
          if (hook === false)
            output.print(
              "  commits    are not looked at for credentials in this clone: make hook   has git do it",
            );
        },
        async () => {},
      );
    });
  layer1
    .command("explain")
    .description("every step: which hosts it will reach, by which setting, as whom, and what is missing")
    .option(...json)
    .action(async (options: Common, command) => {
      const output = openOutput(options);
      const explanation = await explainLayer1(layer1Folder());
      output.document(explanation);
      for (const line of explanationLines(explanation)) output.print(line);
      command.setOptionValue("exit", explanation.missing.length === 0 ? Exit.ok : Exit.credential);
    });
  layer1
    .command("verify")
    .argument("[image]", "the image (default: latest)")
    .description("check an image against what Layer 1 promises, without building")
    .option("--mssql-spn <spn>", "Microsoft's driver must get a ticket for it: MSSQLSvc/host:1433")
    .option("--ccache <file>", "the ticket cache for that (default: KRB5CCNAME)")
    .option("--network <name>", "the container's network for that", "host")
    .option(...name)
    .option(...json)
    .action(async (image: string | undefined, options: VerifyWords, command) => {
      const output = openOutput(options);
      const found = await verifyLayer1({
        docker: new Docker({ again }),
        place: layer1Folder(),
        image: image ?? `${options.name}:latest`,
        again,
        ticket: ticketOf(options),
      });
      output.document(found);
      for (const line of verifiedLines(found)) output.print(line);
      command.setOptionValue("exit", found.ok ? Exit.ok : Exit.job);
    });
  layer1
    .command("list")
    .description("the Layer 1 images that are here")
    .option(...name)
    .option(...json)
    .action(async (options: Common) => {
      const output = openOutput(options);
      const images = await listLayer1(new Docker({ again }), options.name);
      output.document(images);
      if (images.length === 0)
        output.print("No Layer 1 is here. make build   in layer1-base-image builds one");
      else
        for (const line of table(
          ["", "tag", "Runtime", "Airflow", "framework", "MB"],
          images.map((one) => [
            one.inUse ? "*" : "",
            one.tag,
            one.runtime,
            one.airflow,
            one.framework,
            one.megabytes,
          ]),
        ))
          output.print(line);
    });
  layer1
    .command("use")
    .argument("<tag>", "a tag that `adp layer1 list` shows")
    .description("make an earlier Layer 1 the one that datakits are built on")
    .option(...name)
    .option(...json)
    .action(async (tag: string, options: Common) => {
      const output = openOutput(options);
      const image = await useLayer1(new Docker({ again }), options.name, tag);
      output.document(image);
      output.print(`${options.name}:latest is ${tag} now. A datakit takes it with its next build.`);
    });
  return runCommand(layer1, args);
}

function ticketOf({ mssqlSpn, ccache, network }: VerifyWords) {
  if (mssqlSpn === undefined) return undefined;
  const cache = ccache ?? process.env.KRB5CCNAME ?? "";
  return { spn: mssqlSpn, ccache: cache.replace(/^FILE:/, ""), network };
}
