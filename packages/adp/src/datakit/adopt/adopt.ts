import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { act, adp, again, either, run } from "@airflow-data-platform/cli-kit";
import { Docker } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { readIfPresent } from "../../kernel/files.ts";
import type { Layer1Contents } from "../../layer1/index.ts";
import { treeOf } from "../base.ts";
import { KIT_ADOPTED, KIT_NAME, KIT_NO_PROJECT } from "../errors.ts";
import { type Change, Journal } from "../journal.ts";
import { lockOf, lockPath, lockText } from "../lock.ts";
import { localMajor, type Major, majorAnswer, layer1 as usual } from "../major.ts";
import type { Tree, TreeFile } from "../merge.ts";
import { nameMeant, nameTrouble } from "../names.ts";
import { readVariables, renderTemplate } from "../template.ts";
import { changesBetween } from "../update.ts";
import { demandClean, readWorktree } from "../worktree.ts";
import { type Layer2Dockerfile, toLayer2 } from "./dockerfile.ts";
import { shortenPackages, shortenRequirements } from "./lists.ts";
import { originOf } from "./origin.ts";

interface AdoptOptions {
  /** The datakit's name, where the project's own is not the one that is meant. */
  readonly name?: string | undefined;
  readonly docker?: Docker;
  /** The Layer 1 in use, if it has another name. */
  readonly layer1?: string;
}

/** What adopting a project writes. */
export interface Adoption {
  readonly name: string;
  /** The image that its Dockerfile began from. */
  readonly from: string;
  /** Of the template: the version that made it, or the one that it is brought to. */
  readonly version: string;
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
  readonly lock: string;
}

/** What it would take to make an Airflow project a datakit of this template. Writes nothing. */
export async function planAdoption(
  folder: string,
  template: string,
  options: AdoptOptions = {},
): Promise<Adoption> {
  if (existsSync(join(folder, lockPath)))
    throw new AdpError(KIT_ADOPTED, {
      what: `${folder} has a ${lockPath}.`,
      next: [run(adp`datakit update`, "merges the template's changes into it")],
    });
  const { docker = new Docker(), layer1 = usual } = options;
  const text = readIfPresent(join(folder, "Dockerfile"));
  const dockerfile = text === undefined ? undefined : toLayer2(text);
  if (dockerfile === undefined || !existsSync(join(folder, "dags"))) throw noProject(folder, text);
  const name = nameOf(folder, template, options.name);
  // Only what the template makes begins from Layer 1.
  const onLayer1 = dockerfile.image.includes("layer1-airflow");
  const made = onLayer1 ? await originOf(folder, template, name, docker) : undefined;
  if (made !== undefined)
    return {
      name,
      from: dockerfile.image,
      version: made.version,
      changes: [],
      notes: made.notes,
      lock: made.lock,
    };
  return bring({
    folder,
    template,
    name,
    dockerfile,
    docker,
    layer1,
    contents: await localContents(docker, layer1),
  });
}

/** Writes it; `undoUpdate` takes it back. */
export async function adoptDatakit(
  folder: string,
  adoption: Adoption,
  { allowDirty }: { readonly allowDirty: boolean },
): Promise<void> {
  const journal = new Journal(folder);
  journal.demandNone();
  if (!allowDirty) await demandClean(folder);
  journal.apply(adoption.changes, { lock: adoption.lock, conflicts: [] });
}

interface Project {
  readonly folder: string;
  readonly template: string;
  readonly name: string;
  readonly dockerfile: Layer2Dockerfile;
  readonly docker: Docker;
  readonly layer1: string;
  readonly contents: Layer1Contents & { readonly note?: string };
}

async function bring({
  folder,
  template,
  name,
  dockerfile,
  contents,
  docker,
  layer1,
}: Project): Promise<Adoption> {
  const major: Major = dockerfile.major ?? (await localMajor(dockerfile.image, docker)) ?? "3";
  const given = { datakit_name: name, description: `Data products of ${name}`, [majorAnswer]: major };
  const rendered = renderTemplate(template, given);
  const theirs = treeOf(rendered);
  const ours = await readWorktree(folder, theirs.keys());
  const result = new Map(ours);
  const put = (path: string, text: string) =>
    result.set(path, { mode: ours.get(path)?.mode ?? "100644", content: Buffer.from(text) });
  const textOf = (path: string) => ours.get(path)?.content.toString();

  const requirements = shortenRequirements(
    textOf("requirements.txt") ?? theirs.get("requirements.txt")?.content.toString() ?? "",
    dockerfile.python,
    contents,
  );
  const packages = shortenPackages(textOf("packages.txt") ?? "", dockerfile.debian, contents);
  put("Dockerfile", dockerfile.text);
  put("requirements.txt", requirements.text);
  put("packages.txt", packages.text);
  for (const [path, file] of theirs) if (isWanted(path, ours.get(path))) result.set(path, file);
  for (const [path, lines] of ignored) {
    const now = textOf(path);
    if (now !== undefined) put(path, withLines(now, lines));
  }
  const own = [...theirs]
    .filter(([path, file]) => result.get(path)?.content.equals(file.content) !== true)
    .map(([path]) => path);
  const lock = await lockOf(template, rendered, own);
  return {
    name,
    from: dockerfile.image,
    version: lock.template.version,
    changes: changesBetween(ours, result),
    notes: [
      ...dockerfile.notes.map(({ line, why }) => `Dockerfile:${line}: ${why}`),
      ...packages.notes.map(({ why }) => `packages.txt: ${why}`),
      ...requirements.notes.map(({ why }) => `requirements.txt: ${why}`),
      ...(contents.note === undefined ? [] : [contents.note]),
      ...(await leftNotes(ours, major, docker, layer1)),
    ],
    lock: lockText(lock),
  };
}

/** What a project gets of the template: what surrounds its code. Its DAGs, tests and texts are its own. */
function isWanted(path: string, now: TreeFile | undefined): boolean {
  if (
    /^(dags|tests|include|plugins)\//.test(path) ||
    ["Dockerfile", "requirements.txt", "packages.txt"].includes(path)
  )
    return false;
  // The Astro CLI's own test ends with a TypeError on Airflow 3.3.
  if (path === ".astro/test_dag_integrity_default.py" && now?.content.includes("include_examples") === true)
    return true;
  return now === undefined;
}

/** What neither git nor an image may get. */
const ignored: readonly (readonly [string, readonly string[]])[] = [
  [".gitignore", [".adp/run/", "airflow_settings.yaml", "*.keytab"]],
  [".dockerignore", [".adp/run", ".env", "airflow_settings.yaml", "**/*.keytab"]],
];

function withLines(text: string, lines: readonly string[]): string {
  const there = new Set(text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, "")));
  const missing = lines.filter((line) => !there.has(line.replace(/\/$/, "")));
  if (missing.length === 0) return text;
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${missing.join("\n")}\n`;
}

async function leftNotes(ours: Tree, major: Major, docker: Docker, layer1: string): Promise<string[]> {
  const notes: string[] = [];
  for (const path of ours.keys())
    if (/^(docker-)?compose\.ya?ml$/.test(path))
      notes.push(
        `${path}: it starts an Airflow of its own; \`astro dev start\` and \`adp dev start\` do without it`,
      );
  if (ours.has("docker-compose.override.yml"))
    notes.push(
      "docker-compose.override.yml: yours stays; the template's mounts the Kerberos ticket, see docs/kerberos.md",
    );
  const here = await localMajor(layer1, docker);
  if (here !== undefined && here !== major)
    notes.push(
      `${layer1} has Airflow ${here} here, the project is for ${major}: \`adp datakit update --airflow ${here}\` moves it`,
    );
  return notes;
}

/** What the local Layer 1 brings; without it, what the clone's lists promise. */
async function localContents(docker: Docker, layer1: string): Promise<Project["contents"]> {
  const { imageContents, promisedContents } = await import("../../layer1/index.ts");
  const labels = await localMajor(layer1, docker);
  const image = labels === undefined ? undefined : await docker.image(layer1);
  if (image !== undefined) return imageContents(docker, image);
  return {
    ...promisedContents(),
    note: `${layer1} is not here: only the names in layer1-base-image were compared`,
  };
}

function nameOf(folder: string, template: string, asked: string | undefined): string {
  const rules = readVariables(template)._name_rules;
  const project = /^\s*name:\s*["']?([^"'\n]+)/m.exec(
    readIfPresent(join(folder, ".astro", "config.yaml")) ?? "",
  )?.[1];
  const shown = asked ?? project?.trim() ?? basename(resolve(folder));
  const name = asked ?? nameMeant(shown, rules) ?? nameMeant(basename(resolve(folder)), rules);
  const trouble = name === undefined ? nameTrouble(shown, rules) : nameTrouble(name, rules);
  if (name !== undefined && trouble === undefined) return name;
  throw new AdpError(KIT_NAME, {
    what: `"${shown}" is not a valid datakit name.`,
    ...(trouble === undefined ? {} : { why: trouble }),
    next: [run(adp`datakit adopt --name ${nameMeant(shown, rules) ?? "customer-360"}`, "gives it one")],
  });
}

function noProject(folder: string, dockerfile: string | undefined): AdpError {
  const image = /^FROM\s+(?:--\S+\s+)*(\S+)/im.exec(dockerfile ?? "")?.[1];
  return new AdpError(KIT_NO_PROJECT, {
    what:
      dockerfile === undefined
        ? `${folder} has no Dockerfile.`
        : !existsSync(join(folder, "dags"))
          ? `${folder} has no folder dags.`
          : `The Dockerfile begins from ${image ?? "nothing"}, which is no image of Airflow.`,
    why: "A project that can be adopted has a folder dags beside a Dockerfile FROM an Astronomer Runtime, apache/airflow or Layer 1.",
    next: [
      either(
        [act("go into the folder of the project"), again],
        run(adp`datakit new customer-360`, "makes a datakit, into which you can copy your DAGs"),
      ),
    ],
  });
}
