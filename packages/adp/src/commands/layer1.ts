import { Docker } from "../docker/index.ts";
import { AdpCommand, json } from "../kernel/arguments.ts";
import { Exit, type ExitCode } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { shownPath } from "../kernel/home.ts";
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
  pullLayer1,
  pushLayer1,
  useLayer1,
  verifiedDocument,
  verifiedLines,
  verifyLayer1,
  writeFrameworkWheel,
} from "../layer1/index.ts";
import { hasHook } from "../secretscan/index.ts";
import { commandList } from "./list.ts";

interface Common {
  readonly json?: boolean;
  readonly name: string;
}

interface BuildWords {
  readonly exactBase?: boolean;
  readonly cache: boolean;
  readonly pull?: boolean;
  readonly lock?: boolean;
  readonly locked?: boolean;
  readonly sbom?: string;
}

interface VerifyWords extends Common {
  readonly mssqlSpn?: string;
  readonly ccache?: string;
  readonly network: string;
}

export function command(): AdpCommand {
  const layer1 = new AdpCommand("adp layer1", commandList.layer1);
  const name = [
    "--name <name>",
    "the image's name without a tag",
    process.env.LAYER1_IMAGE || "layer1-airflow",
  ] as const;
  layer1
    .command("framework")
    .option(...json)
    .does((options: Common) => {
      const output = openOutput(options);
      const wheel = writeFrameworkWheel(layer1Folder());
      output.document(wheel);
      output.print(`${wheel.changed ? "Made" : "Unchanged:"} ${shownPath(wheel.path)}`);
    });
  layer1
    .command("build")
    .option("--exact-base", "take IMAGE_ASTRONOMER as it is, or fail")
    .option("--no-cache", "run every step again")
    .option("--pull", "ask the registries for newer base images")
    .option("--lock", "write the digests of the images into layer1.lock")
    .option("--locked", "refuse images other than those in layer1.lock")
    .option("--sbom <file>", "write the image's packages as CycloneDX")
    .option(...name)
    .option(...json)
    .does(async (options: Common & BuildWords) => {
      await interruptible(
        async (signal) => {
          const output = openOutput(options);
          const place = layer1Folder();
          const { DoctorContext, guard } = await import("../doctor/index.ts");
          const context = new DoctorContext({ root: place.root, folder: place.root, signal });
          const noted = await guard("layer1 build", context, output);
          const { docker, settings, access } = context;
          const hooked = hasHook(place.root);
          const built = await buildLayer1({
            ...{ docker, place, settings, access, engine: await context.engine() },
            name: options.name,
            exactBase: options.exactBase === true,
            noCache: !options.cache,
            pull: options.pull === true,
            lock: options.locked === true ? "check" : options.lock === true ? "write" : "ignore",
            progress: new Progress(output, signal),
            note: output.note,
          });
          if (options.sbom !== undefined)
            writeAtomic(options.sbom, await imageSbom(docker, built.image, new Date().toISOString()), 0o644);
          const hook = await hooked;
          output.document({ ...built, warnings: [...noted, ...built.warnings], hook: hook ?? null });
          output.print(`${built.image} is ready${built.unchanged ? ", unchanged" : ""}: ${built.tag}`);
          output.print(
            `  base       Runtime ${built.base.runtime}, Airflow ${built.base.airflow} (${built.base.taken})`,
          );
          output.print(
            `  scan       no credential in ${built.scan.layers} layers, the history and the configuration (searched for ${built.scan.credentials} logins)`,
          );
          if (built.sharer !== undefined) output.print(`  ticket     ${built.sharer}`);
          output.print(`  record     ${shownPath(built.provenance)}`);
          if (hook === false)
            output.print(
              "  commits    git does not scan commits of this clone for credentials: `make hook` makes it",
            );
        },
        async () => {},
      );
    });
  layer1
    .command("explain")
    .option(...json)
    .does(async (options: Common) => {
      const output = openOutput(options);
      const explanation = await explainLayer1(layer1Folder());
      output.document(explanation);
      for (const line of explanationLines(explanation, process.stdout.columns)) output.print(line);
      return explanation.missing.length === 0 ? Exit.ok : Exit.credential;
    });
  layer1
    .command("verify")
    .argument("[image]", "the image (default: latest)")
    .option("--mssql-spn <spn>", "Microsoft's driver must get a ticket for it: MSSQLSvc/host:1433")
    .option("--ccache <file>", "the ticket cache for that (default: KRB5CCNAME)")
    .option("--network <name>", "the container's network for that", "host")
    .option(...name)
    .option(...json)
    .does(async (image: string | undefined, options: VerifyWords) => {
      const output = openOutput(options);
      const found = await verifyLayer1({
        docker: new Docker(),
        place: layer1Folder(),
        image: image ?? `${options.name}:latest`,
        ticket: ticketOf(options),
      });
      output.document(verifiedDocument(found));
      for (const line of verifiedLines(found)) output.print(line);
      return found.ok ? Exit.ok : Exit.job;
    });
  layer1
    .command("list")
    .option(...name)
    .option(...json)
    .does(async (options: Common) => {
      const output = openOutput(options);
      const images = await listLayer1(new Docker(), options.name);
      output.document(images);
      if (images.length === 0)
        output.print("There is no Layer 1 image here. `make build` in layer1-base-image builds one.");
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
    .option(...name)
    .option(...json)
    .does(async (tag: string, options: Common) => {
      const output = openOutput(options);
      const image = await useLayer1(new Docker(), options.name, tag);
      output.document(image);
      output.print(`${options.name}:latest is now ${tag}. A datakit uses it from its next build on.`);
    });
  layer1
    .command("push")
    .argument("<repository>", "REGISTRY/PATH, without a tag")
    .option(...name)
    .option(...json)
    .does((repository: string, options: Common) => exchange(pushLayer1, repository, options, "Pushed"));
  layer1
    .command("pull")
    .argument("<image>", "REGISTRY/PATH@sha256:DIGEST, or with a tag")
    .option(...name)
    .option(...json)
    .does((image: string, options: Common) => exchange(pullLayer1, image, options, "Pulled"));
  return layer1;
}

async function exchange(
  work: typeof pushLayer1,
  address: string,
  options: Common,
  verb: "Pushed" | "Pulled",
): Promise<ExitCode> {
  const output = openOutput(options);
  await interruptible(
    async (signal) => {
      const docker = new Docker({ signal });
      const found = await work(address, { docker, name: options.name, note: output.note });
      output.document(found);
      output.print(`${verb} ${found.image}: Runtime ${found.runtime}, Airflow ${found.airflow}`);
      output.print(`  ${found.reference}`);
      if (verb === "Pulled") output.print(`${options.name}:latest is now this image.`);
    },
    async () => {},
  );
  return Exit.ok;
}

function ticketOf({ mssqlSpn, ccache, network }: VerifyWords) {
  if (mssqlSpn === undefined) return undefined;
  const cache = ccache ?? process.env.KRB5CCNAME ?? "";
  return { spn: mssqlSpn, ccache: cache.replace(/^FILE:/, ""), network };
}
