import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { Environment } from "minijinja-js";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { platformRoot, quoted, typed } from "../kernel/home.ts";
import { KIT_EXISTS, KIT_NAME, KIT_TEMPLATE } from "./errors.ts";
import { jinja } from "./jinja.ts";
import { nameTrouble } from "./names.ts";

interface RenderDatakit {
  /** What stands before -datakit: customer-360. */
  readonly name: string;
  readonly description?: string | undefined;
  /** The folder in which the datakit's folder is made. */
  readonly into: string;
  readonly template?: string;
}

/** Cookiecutter's context: variables in the order of cookiecutter.json, later ones may use earlier ones. */
type Context = Record<string, string>;

/** Renders a datakit from the template; all of it or nothing. Returns its folder. */
export function renderDatakit(options: RenderDatakit): string {
  const name = options.name.replace(/-datakit$/, "");
  const trouble = nameTrouble(name);
  if (trouble !== undefined) {
    throw new AdpError(KIT_NAME, {
      what: `"${options.name}" cannot be a datakit's name.`,
      why: trouble,
      next: [`${typed("datakit new customer-360")}   is an example`],
    });
  }
  const template = options.template ?? join(platformRoot(), "cookiecutter-layer2-datakit");
  const environment = jinja();
  const context = readContext(environment, template, {
    datakit_name: name,
    ...(options.description === undefined ? {} : { description: options.description }),
  });
  const source = readdirSync(template).find(
    (entry) => entry.includes("{{") && entry.includes("cookiecutter"),
  );
  if (source === undefined) {
    throw new AdpError(KIT_TEMPLATE, {
      what: `${template} holds no folder named by a template variable.`,
      next: [`git -C ${quoted(platformRoot())} status   shows whether the clone is whole`],
    });
  }
  const folder = join(resolve(options.into), renderText(environment, source, context, source));
  if (existsSync(folder)) {
    throw new AdpError(KIT_EXISTS, {
      what: `${folder} exists already.`,
      why: "Nothing in it was touched.",
      next: ["choose another name, or move that folder away"],
    });
  }
  const unfinished = `${folder}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    renderFolder(environment, join(template, source), unfinished, context);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

function readContext(environment: Environment, template: string, answers: Context): Context {
  const file = join(template, "cookiecutter.json");
  const defaults = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const context: Context = {};
  for (const [key, value] of Object.entries(defaults)) {
    const answer = answers[key];
    // Cookiecutter takes _private as it stands and renders __private; a list offers choices, the first is the default.
    const choice = Array.isArray(value) ? value[0] : value;
    if (answer !== undefined) context[key] = answer;
    else if (typeof choice === "string") {
      context[key] = /^_(?!_)/.test(key) ? choice : renderText(environment, choice, context, file);
    }
  }
  return context;
}

function renderFolder(environment: Environment, from: string, to: string, context: Context): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    const source = join(from, entry);
    const target = join(to, renderText(environment, entry, context, source));
    if (lstatSync(source).isSymbolicLink()) continue;
    if (statSync(source).isDirectory()) {
      renderFolder(environment, source, target, context);
      continue;
    }
    const content = readFileSync(source);
    // As cookiecutter does, a binary file is copied.
    const binary = content.includes(0);
    writeFileSync(
      target,
      binary ? content : renderText(environment, content.toString("utf8"), context, source),
    );
    chmodSync(target, statSync(source).mode & 0o777);
  }
}

function renderText(environment: Environment, text: string, context: Context, file: string): string {
  try {
    return environment.renderStr(text, { cookiecutter: context });
  } catch (error) {
    throw new AdpError(KIT_TEMPLATE, {
      what: `${file} cannot be rendered.`,
      why: reasonOf(error),
      next: ["mend the template; docs/architecture.md, decision 8, names what it may use"],
      cause: error,
    });
  }
}
