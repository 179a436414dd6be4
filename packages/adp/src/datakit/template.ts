import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { act, again, run, shell } from "@airflow-data-platform/cli-kit";
import type { Environment } from "minijinja-js";
import * as z from "zod/mini";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { platformRoot } from "../kernel/home.ts";
import { parseJson } from "../kernel/json.ts";
import { KIT_TEMPLATE } from "./errors.ts";
import { jinja } from "./jinja.ts";
import { majorAnswer } from "./major.ts";
import { nameRules } from "./names.ts";

/** Cookiecutter's context: variables in the order of cookiecutter.json, later ones may use earlier ones. */
type Context = Record<string, string>;

/** What a template gives for some answers. */
export interface Rendered {
  /** The name of the datakit's folder. */
  readonly name: string;
  /** The answers that cookiecutter asks for, with its defaults, and the generation of Airflow. */
  readonly answers: Readonly<Record<string, string>>;
  /** Path below the folder, with `/` -> the file. */
  readonly files: ReadonlyMap<string, RenderedFile>;
}

interface RenderedFile {
  readonly content: Buffer;
  readonly mode: number;
}

/** Renders a template in memory, as cookiecutter does it. */
export function renderTemplate(template: string, given: Context): Rendered {
  const environment = jinja();
  const context = readContext(environment, template, readVariables(template), given);
  const source = readdirSync(template).find(
    (entry) => entry.includes("{{") && entry.includes("cookiecutter"),
  );
  if (source === undefined) {
    throw new AdpError(KIT_TEMPLATE, {
      what: `${template} has no folder whose name is a template variable.`,
      next: [run(shell`git -C ${platformRoot()} status`, "shows what is missing in the clone")],
    });
  }
  const files = new Map<string, RenderedFile>();
  renderFolder(environment, join(template, source), "", context, files);
  const answers = Object.entries(context).filter(([key]) => !key.startsWith("_") || key === majorAnswer);
  return {
    name: renderText(environment, source, context, source),
    answers: Object.fromEntries(answers),
    files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

// A template of an earlier version may have no rules.
const variablesSchema = z.catchall(z.object({ _name_rules: z._default(nameRules, []) }), z.unknown());

export function readVariables(template: string): z.infer<typeof variablesSchema> {
  const file = join(template, "cookiecutter.json");
  return parseJson(readIfPresent(file) ?? "", variablesSchema, {
    from: file,
    next: [run(shell`git -C ${template} status`, "shows what was changed")],
  });
}

function readContext(
  environment: Environment,
  template: string,
  defaults: Readonly<Record<string, unknown>>,
  answers: Context,
): Context {
  const file = join(template, "cookiecutter.json");
  const context: Context = {};
  for (const [key, value] of Object.entries(defaults)) {
    const answer = answers[key];
    // cookiecutter uses _private unrendered and renders __private. Of a list of choices, the first is the default.
    const choice = Array.isArray(value) ? value[0] : value;
    if (answer !== undefined) context[key] = answer;
    else if (typeof choice === "string") {
      context[key] = /^_(?!_)/.test(key) ? choice : renderText(environment, choice, context, file);
    }
  }
  return context;
}

function renderFolder(
  environment: Environment,
  from: string,
  below: string,
  context: Context,
  files: Map<string, RenderedFile>,
): void {
  for (const entry of readdirSync(from)) {
    const source = join(from, entry);
    const path = posix.join(below, renderText(environment, entry, context, source));
    if (lstatSync(source).isSymbolicLink()) continue;
    if (statSync(source).isDirectory()) {
      renderFolder(environment, source, path, context, files);
      continue;
    }
    const content = readFileSync(source);
    // As cookiecutter does, a binary file is copied.
    const binary = content.includes(0);
    const text = binary
      ? content
      : Buffer.from(renderText(environment, content.toString("utf8"), context, source));
    files.set(path, { content: text, mode: statSync(source).mode & 0o777 });
  }
}

function renderText(environment: Environment, text: string, context: Context, file: string): string {
  try {
    return environment.renderStr(text, { cookiecutter: context });
  } catch (error) {
    throw new AdpError(KIT_TEMPLATE, {
      what: `${file} cannot be rendered.`,
      why: reasonOf(error),
      next: [act("correct the template: docs/architecture.md, decision 8, says what it may use"), again],
      cause: error,
    });
  }
}
