import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  confirm
} from "./shared-kernel-prompt.mjs";
import {
  Progress
} from "./shared-kernel-progress.mjs";
import {
  KIT_UNCONFIRMED,
  adoptDatakit,
  checkDatakit,
  continueUpdate,
  layer1State,
  listDatakits,
  majors,
  patchOf,
  planAdoption,
  planUpdate,
  platformTemplate,
  pushDatakit,
  rebuildDatakit,
  removePushTrial,
  removeTrial,
  renderDatakit,
  templateVersion,
  undoUpdate,
  updateDatakit
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import {
  Docker
} from "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  AdpCommand,
  Option,
  choice,
  json,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  adp,
  commandList,
  inFolder,
  interruptible,
  openOutput,
  platformRoot,
  run,
  shell,
  shownPath,
  stepLines,
  table,
  thisMachine
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/datakit/adopt.ts
async function adopt(folder, options) {
  let output = openOutput(options), adoption = await planAdoption(folder, platformTemplate(), { name: options.name }), diff = await patchOf(adoption.changes);
  diff !== "" && output.print(diff);
  for (let note of adoption.notes) output.print(note);
  let written = options.yes === !0 || !output.json && await confirmed(adoption);
  written && await adoptDatakit(folder, adoption, { allowDirty: options.allowDirty === !0 });
  let { name, from, version, notes } = adoption;
  if (output.document({ name, from, template: version, notes, diff, written }), !written)
    return output.print("Nothing was written."), output.json ? Exit.ok : Exit.job;
  output.print(
    `Adopted as ${name}, on the template ${version}. Look at it with \`git diff\`, and commit it.`
  );
  let steps = [
    run(adp`dev test`, "runs its tests on the embedded engine"),
    run(adp`datakit update --undo`, "takes it back")
  ];
  for (let line of stepLines(steps)) output.print(line);
  return Exit.ok;
}
async function confirmed({ name }) {
  let answer = await confirm(`Write this, and adopt the project as ${name}?`);
  if (answer !== void 0) return answer;
  throw new AdpError(KIT_UNCONFIRMED, {
    what: "Nothing was written: there is no terminal to ask on.",
    next: [run(adp`datakit adopt --yes`, "does not ask")]
  });
}

// packages/adp/src/commands/datakit/check.ts
async function check(folder, options) {
  let output = openOutput(options), asked = layer1State(folder, { docker: new Docker() }), [layer1, result] = await Promise.all([asked, checkDatakit(folder, platformTemplate())]);
  output.document({ ...result, layer1: { ...layer1, contradictions: layer1.contradictions ?? null } });
  let { state, template } = result;
  output.print(sentences[state](template)), output.print(imageSentence(layer1));
  for (let { line, requirement, layer1: version } of layer1.contradictions ?? [])
    output.print(
      `requirements.txt:${line}: ${requirement} contradicts Layer 1, which keeps ${version} (ADP-L1-080 in docs/errors.md).`
    );
  let steps = [...nextOf[state] ?? [], ...layer1.state === "behind" ? rebuildNext : []];
  for (let line of stepLines(steps)) output.print(line);
  return state === "current" && layer1.state !== "behind" && (layer1.contradictions ?? []).length === 0 ? Exit.ok : Exit.job;
}
function imageSentence({ from, state, pinned }) {
  let image = from ?? "no image", pin = pinned ? " It pins that one; another is in use here." : "";
  return {
    current: `Its image is built on ${image} as it is here.${pin}`,
    behind: `Its image is built on an earlier ${image} than the one that is here.${pin}`,
    unbuilt: `No image of it is built here; it begins from ${image}.${pin}`,
    missing: `It begins from ${image}, which is not here.`,
    unknown: `It begins from ${image}; whether its image is behind cannot be told here.`
  }[state];
}
var sentences = {
  current: ({ platform }) => `This datakit is as the template ${platform} makes it, but for your changes.`,
  behind: ({ datakit, platform }) => datakit === platform ? `The template ${platform} has changed since this datakit was made.` : `This datakit is from the template ${datakit}; the platform's is ${platform}.`,
  ahead: ({ datakit, platform }) => `This datakit is from the template ${datakit}, newer than the platform's ${platform}: update the clone of the platform.`,
  unfinished: () => "An update has conflicts that are not resolved."
}, nextOf = {
  behind: [run(adp`datakit update`, "merges the template's changes into yours")],
  unfinished: [run(adp`datakit update --continue`, "after you resolved them")]
}, rebuildNext = [
  run(adp`datakit rebuild`, "builds its image on the Layer 1 that is here, and tests it")
];

// packages/adp/src/commands/datakit/push.ts
async function push(repository, options) {
  let output = openOutput(options), { record, sbom } = await interruptible(
    (signal) => pushDatakit({
      repository,
      folder: options.datakit,
      docker: new Docker({ signal }),
      note: output.note,
      progress: new Progress(output, signal)
    }),
    () => removePushTrial(new Docker())
  );
  writeAtomic(options.record, `${JSON.stringify(record, null, 2)}
`, 420), writeAtomic(options.sbom, sbom, 420), output.document(record), output.print(`Pushed ${record.image}@${record.digest}`), output.print(`Wrote ${options.record} and ${options.sbom}`);
  for (let line of stepLines([run(adp`layer3 promote dev --record ${options.record}`)])) output.print(line);
  return Exit.ok;
}

// packages/adp/src/commands/datakit/rebuild.ts
import { join } from "node:path";
async function rebuild(folder, options) {
  let output = openOutput(options), running;
  return interruptible(async (signal) => {
    let docker = new Docker({ signal });
    await docker.engine();
    let all = options.all === !0, folders = all ? listDatakits(folder, templateVersion(platformTemplate())).map((one) => one.folder) : ["."], rebuilt = [];
    for (let each of folders) {
      output.note(`  ${each === "." ? folder : each}`), running = join(folder, each);
      let result = await rebuildDatakit(running, { docker, always: !all });
      rebuilt.push({ ...result, folder: each });
    }
    output.document({ datakits: rebuilt });
    for (let line of table(
      ["folder", "from", "result", "tests", "s"],
      rebuilt.map(({ folder: place, from, pinned, result, tests, seconds }) => [
        place,
        `${from ?? ""}${pinned ? " (pinned)" : ""}`,
        result,
        tests ?? "",
        seconds
      ])
    ))
      output.print(line);
    for (let { folder: place, result, evidence } of rebuilt.filter((one) => one.evidence.length > 0)) {
      output.print(), output.print(`${place}: ${result}`);
      for (let line of evidence) output.print(`  ${line}`);
    }
    return rebuilt.every(({ result }) => result === "rebuilt" || result === "kept") ? Exit.ok : Exit.job;
  }, async () => {
    running !== void 0 && await removeTrial(running, new Docker());
  });
}

// packages/adp/src/commands/datakit.ts
function command() {
  let datakit = new AdpCommand("adp datakit", commandList.datakit);
  return datakit.command("new").argument("<name>", "lower-case words joined by hyphens; the folder becomes NAME-datakit").option("--description <text>", "one sentence for its README").addOption(
    choice(
      "--airflow <generation>",
      "the generation of Airflow (default: the local Layer 1's, else 3)",
      majors
    )
  ).option("--into <folder>", "the folder in which to make it", ".").option(...json).does(async (name, options) => {
    let output = openOutput(options), { into } = options;
    if (thisMachine() === "wsl") {
      let { DoctorContext, guard } = await import("./doctor-index.mjs");
      await guard("datakit new", new DoctorContext({ root: platformRoot(), folder: into, into }), output);
    }
    let folder = await renderDatakit({
      name,
      description: options.description ?? `Data products of ${name}`,
      into,
      airflow: options.airflow
    });
    output.document({ folder }), output.print(`Made ${folder}`);
    let steps = [run(shell`cd ${shownPath(folder)}`), run(inFolder(folder, adp`dev start`))];
    for (let line of stepLines(steps)) output.print(line);
  }), datakit.command("check").argument("[folder]", "the datakit's folder", ".").option(...json).does(check), datakit.command("diff").argument("[folder]", "the datakit's folder", ".").option(...json).does(async (folder, options) => {
    let output = openOutput(options), plan = await planUpdate(folder, platformTemplate()), text = await patchOf(plan.changes);
    output.document({ from: plan.from, to: plan.to, diff: text }), output.print(text === "" ? "An update would change nothing." : text);
  }), datakit.command("update").argument("[folder]", "the datakit's folder", ".").addOption(
    choice(
      "--airflow <generation>",
      "also move the datakit to this generation of Airflow",
      majors
    ).conflicts(["undo", "continue"])
  ).option("--dry-run", "show which files would change, and write nothing").option("--allow-dirty", "update although changes are not committed").addOption(
    new Option("--continue", "finish after the conflicts are resolved").conflicts(["undo", "dryRun"])
  ).addOption(new Option("--undo", "take the last update back").conflicts(["dryRun"])).option(...json).does(async (folder, options) => {
    let output = openOutput(options);
    if (options.undo === !0) {
      let files2 = await undoUpdate(folder);
      return output.document({ undone: files2 }), output.print(`Took the update back: ${count(files2.length, "file")} as before.`), Exit.ok;
    }
    if (options.continue === !0)
      return await continueUpdate(folder), output.document({ finished: !0 }), output.print("The update is finished. Look at it with `git diff`, and commit it."), Exit.ok;
    let { airflow } = options, allowDirty = options.allowDirty === !0, plan = options.dryRun ? await planUpdate(folder, platformTemplate(), { airflow }) : await updateDatakit(folder, platformTemplate(), { allowDirty, airflow }), { from, to, changes, conflicts, notes, todo } = plan, files = changes.map(({ path, before, after }) => ({ path, what: verb(before, after) }));
    output.document({ from, to, files, conflicts, notes, todo });
    for (let { path, what } of files) output.print(`  ${what.padEnd(7)}  ${path}`);
    for (let note of notes) output.print(`  ${note}`);
    for (let path of conflicts) output.print(`  conflict ${path}`);
    todo.length > 0 && output.print("To be mended by hand:");
    for (let { path, line, what } of todo) output.print(`  ${path}:${line}: ${what}`);
    return output.print(
      files.length === 0 ? `Nothing to change: the template is ${to}.` : options.dryRun ? `An update from ${from} to ${to} would change ${count(files.length, "file")}.` : `Updated from ${from} to ${to}: ${count(files.length, "file")}. Look at it with \`git diff\`, and commit it.`
    ), conflicts.length > 0 ? Exit.job : Exit.ok;
  }), datakit.command("adopt").argument("[folder]", "the project's folder", ".").option("--name <name>", "the datakit's name (default: the project's)").option("--allow-dirty", "adopt although changes are not committed").option("-y, --yes", "do not ask").option(...json).does(async (folder, options) => adopt(folder, options)), datakit.command("rebuild").argument("[folder]", "the datakit's folder; with --all, the folder to search", ".").option("--all", "every datakit below the folder whose image is behind its Layer 1").option(...json).does((folder, options) => rebuild(folder, options)), datakit.command("push").argument("<repository>", "where to: REGISTRY/PATH, without a tag").option("--datakit <folder>", "the datakit's folder", ".").option("--record <file>", "the record of the push, for adp layer3 promote", "pushed.json").option("--sbom <file>", "the image's packages, as CycloneDX", "sbom.json").option(...json).does(push), datakit.command("list").argument("[folder]", "the folder to search", ".").option(...json).does((folder, options) => {
    let output = openOutput(options), version = templateVersion(platformTemplate()), datakits = listDatakits(folder, version);
    if (output.document({ platform: version, datakits }), datakits.length === 0) output.print(`No datakit below ${folder} has a .adp/datakit.lock.`);
    else
      for (let line of table(
        ["folder", "template", "state", "Layer 1", "Airflow", "changed"],
        datakits.map((one) => [
          one.folder,
          one.template ?? "",
          one.state,
          one.layer1 ?? "",
          one.airflow ?? "",
          one.changed.slice(0, 10)
        ])
      ))
        output.print(line);
  }), datakit;
}
function verb(before, after) {
  return before === void 0 ? "new" : after === void 0 ? "removed" : "changed";
}
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
export {
  command
};
