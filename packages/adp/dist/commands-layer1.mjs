import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Progress
} from "./shared-kernel-progress.mjs";
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
  writeFrameworkWheel
} from "./shared-npm-b4a-index.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import {
  Docker
} from "./shared-docker-base-image.mjs";
import {
  hasHook
} from "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  AdpCommand,
  json,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  Exit,
  commandList,
  interruptible,
  openOutput,
  shownPath,
  table
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/layer1.ts
function command() {
  let layer1 = new AdpCommand("adp layer1", commandList.layer1), name = [
    "--name <name>",
    "the image's name without a tag",
    process.env.LAYER1_IMAGE || "layer1-airflow"
  ];
  return layer1.command("framework").option(...json).does((options) => {
    let output = openOutput(options), wheel = writeFrameworkWheel(layer1Folder());
    output.document(wheel), output.print(`${wheel.changed ? "Made" : "Unchanged:"} ${shownPath(wheel.path)}`);
  }), layer1.command("build").option("--exact-base", "take IMAGE_ASTRONOMER as it is, or fail").option("--no-cache", "run every step again").option("--pull", "ask the registries for newer base images").option("--lock", "write the digests of the images into layer1.lock").option("--locked", "refuse images other than those in layer1.lock").option("--sbom <file>", "write the image's packages as CycloneDX").option(...name).option(...json).does(async (options) => {
    await interruptible(
      async (signal) => {
        let output = openOutput(options), place = layer1Folder(), { DoctorContext, guard } = await import("./doctor-index.mjs"), context = new DoctorContext({ root: place.root, folder: place.root, signal }), noted = await guard("layer1 build", context, output), { docker, settings, access } = context, hooked = hasHook(place.root), built = await buildLayer1({
          docker,
          place,
          settings,
          access,
          engine: await context.engine(),
          name: options.name,
          exactBase: options.exactBase === !0,
          noCache: !options.cache,
          pull: options.pull === !0,
          lock: options.locked === !0 ? "check" : options.lock === !0 ? "write" : "ignore",
          progress: new Progress(output, signal),
          note: output.note
        });
        options.sbom !== void 0 && writeAtomic(options.sbom, await imageSbom(docker, built.image, (/* @__PURE__ */ new Date()).toISOString()), 420);
        let hook = await hooked;
        output.document({ ...built, warnings: [...noted, ...built.warnings], hook: hook ?? null }), output.print(`${built.image} is ready${built.unchanged ? ", unchanged" : ""}: ${built.tag}`), output.print(
          `  base       Runtime ${built.base.runtime}, Airflow ${built.base.airflow} (${built.base.taken})`
        ), output.print(
          `  scan       no credential in ${built.scan.layers} layers, the history and the configuration (searched for ${built.scan.credentials} logins)`
        ), built.sharer !== void 0 && output.print(`  ticket     ${built.sharer}`), output.print(`  record     ${shownPath(built.provenance)}`), hook === !1 && output.print(
          "  commits    git does not scan commits of this clone for credentials: `make hook` makes it"
        );
      },
      async () => {
      }
    );
  }), layer1.command("explain").option(...json).does(async (options) => {
    let output = openOutput(options), explanation = await explainLayer1(layer1Folder());
    output.document(explanation);
    for (let line of explanationLines(explanation, process.stdout.columns)) output.print(line);
    return explanation.missing.length === 0 ? Exit.ok : Exit.credential;
  }), layer1.command("verify").argument("[image]", "the image (default: latest)").option("--mssql-spn <spn>", "Microsoft's driver must get a ticket for it: MSSQLSvc/host:1433").option("--ccache <file>", "the ticket cache for that (default: KRB5CCNAME)").option("--network <name>", "the container's network for that", "host").option(...name).option(...json).does(async (image, options) => {
    let output = openOutput(options), found = await verifyLayer1({
      docker: new Docker(),
      place: layer1Folder(),
      image: image ?? `${options.name}:latest`,
      ticket: ticketOf(options)
    });
    output.document(verifiedDocument(found));
    for (let line of verifiedLines(found)) output.print(line);
    return found.ok ? Exit.ok : Exit.job;
  }), layer1.command("list").option(...name).option(...json).does(async (options) => {
    let output = openOutput(options), images = await listLayer1(new Docker(), options.name);
    if (output.document(images), images.length === 0)
      output.print("There is no Layer 1 image here. `make build` in layer1-base-image builds one.");
    else
      for (let line of table(
        ["", "tag", "Runtime", "Airflow", "framework", "MB"],
        images.map((one) => [
          one.inUse ? "*" : "",
          one.tag,
          one.runtime,
          one.airflow,
          one.framework,
          one.megabytes
        ])
      ))
        output.print(line);
  }), layer1.command("use").argument("<tag>", "a tag that `adp layer1 list` shows").option(...name).option(...json).does(async (tag, options) => {
    let output = openOutput(options), image = await useLayer1(new Docker(), options.name, tag);
    output.document(image), output.print(`${options.name}:latest is now ${tag}. A datakit uses it from its next build on.`);
  }), layer1.command("push").argument("<repository>", "REGISTRY/PATH, without a tag").option(...name).option(...json).does((repository, options) => exchange(pushLayer1, repository, options, "Pushed")), layer1.command("pull").argument("<image>", "REGISTRY/PATH@sha256:DIGEST, or with a tag").option(...name).option(...json).does((image, options) => exchange(pullLayer1, image, options, "Pulled")), layer1;
}
async function exchange(work, address, options, verb) {
  let output = openOutput(options);
  return await interruptible(
    async (signal) => {
      let docker = new Docker({ signal }), found = await work(address, { docker, name: options.name, note: output.note });
      output.document(found), output.print(`${verb} ${found.image}: Runtime ${found.runtime}, Airflow ${found.airflow}`), output.print(`  ${found.reference}`), verb === "Pulled" && output.print(`${options.name}:latest is now this image.`);
    },
    async () => {
    }
  ), Exit.ok;
}
function ticketOf({ mssqlSpn, ccache, network }) {
  if (mssqlSpn === void 0) return;
  let cache = ccache ?? process.env.KRB5CCNAME ?? "";
  return { spn: mssqlSpn, ccache: cache.replace(/^FILE:/, ""), network };
}
export {
  command
};
