import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { diagnoseFile, remedy } from "../kernel/failure/index.ts";
import { KIT_EXISTS, KIT_LINK, KIT_NAME, KIT_PLACE } from "./errors.ts";
import { isOutside } from "./journal.ts";
import { lockOf, lockPath, lockText, platformTemplate } from "./lock.ts";
import { localMajor, type Major, majorAnswer } from "./major.ts";
import { nameMeant, nameTrouble } from "./names.ts";
import { type Rendered, readVariables, renderTemplate } from "./template.ts";

interface RenderDatakit {
  /** The name without -datakit: customer-360. */
  readonly name: string;
  readonly description?: string | undefined;
  /** The generation of Airflow; the local Layer 1's where it is not given. */
  readonly airflow?: Major | undefined;
  /** The folder in which the datakit's folder is made. */
  readonly into: string;
  readonly template?: string;
}

/** Renders a datakit from the template; all of it or nothing. Returns its folder. */
export async function renderDatakit(options: RenderDatakit): Promise<string> {
  const { name } = options;
  const template = options.template ?? platformTemplate();
  const variables = readVariables(template);
  const trouble = nameTrouble(name, variables._name_rules);
  if (trouble !== undefined) {
    const meant = nameMeant(name, variables._name_rules);
    throw new AdpError(KIT_NAME, {
      what: `"${name}" is not a valid datakit name.`,
      why: meant === undefined ? trouble : `${trouble} Take "${meant}".`,
      next: [
        meant === undefined
          ? run(adp`datakit new customer-360`, "an example")
          : run(adp`datakit new ${meant}`),
      ],
    });
  }
  const airflow = majorAnswer in variables ? (options.airflow ?? (await localMajor())) : undefined;
  const rendered = renderTemplate(template, {
    datakit_name: name,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(airflow === undefined ? {} : { [majorAnswer]: airflow }),
  });
  demandInside(rendered);
  const into = resolve(options.into);
  // A folder that is not there is most often a typing error.
  if (!isSomething(into)) {
    throw new AdpError(KIT_PLACE, {
      what: `There is no folder ${into}.`,
      next: [either(run(adp`datakit new ${name}`, "makes it here"), [run(shell`mkdir -p ${into}`), again])],
    });
  }
  const folder = join(into, rendered.name);
  // A symbolic link without a target is something, too.
  if (isSomething(folder)) {
    throw new AdpError(KIT_EXISTS, {
      what: `${folder} exists already.`,
      why: "adp does not change an existing folder.",
      next: [act("choose another name, or move the folder away"), again],
    });
  }
  const lock = lockText(await lockOf(template, rendered));
  const unfinished = `${folder}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    try {
      mkdirSync(unfinished);
      for (const [path, { content, mode }] of rendered.files) writeNew(join(unfinished, path), content, mode);
      writeNew(join(unfinished, lockPath), lock, 0o644);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  } catch (error) {
    throw placeTrouble(error, into);
  }
  return folder;
}

/** An answer in the name of a file or folder could lead anywhere. */
function demandInside({ name, files }: Rendered): void {
  const outside = name.includes("/") ? name : [...files.keys()].find(isOutside);
  if (outside === undefined) return;
  throw new AdpError(KIT_LINK, {
    what: `With these answers the template would write ${outside}.`,
    why: "A template writes below the datakit's folder only.",
    next: [act("take other answers, or correct the template"), again],
  });
}

function writeNew(path: string, content: Uint8Array | string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
}

function isSomething(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    // Absent, or not below a folder: making it says which.
    return false;
  }
}

/** What the system refuses is about the place; anything else is left as it is. */
function placeTrouble(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && "syscall" in error)) return error;
  const kind = diagnoseFile(error);
  const { next } = kind === undefined ? { next: [] } : remedy(kind, { tool: "adp", folder });
  const elsewhere = run(adp`datakit new NAME --into FOLDER`, "takes another folder");
  const steps = next.flatMap((step) => ("either" in step ? [] : [step]));
  return new AdpError(KIT_PLACE, {
    what: `The datakit cannot be created in ${folder}.`,
    why: error.message,
    next: steps.length === 0 ? [elsewhere] : [either(elsewhere, [...steps, again])],
    cause: error,
  });
}
