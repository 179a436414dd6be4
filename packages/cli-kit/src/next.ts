import { quoted } from "./quote.ts";

/** A command that a person types. `adp` and `again` become words only where they are printed: see `Fill`. */
export type Command =
  | { readonly shell: string }
  | { readonly adp: string; readonly folder?: string }
  | { readonly again: true };

/** One thing to do: a command, or an action in words. `why` says what it is for. */
export type Step =
  | { readonly run: Command; readonly why?: string }
  | { readonly do: string; readonly why?: string };

/** Ways that lead to the same end, the likeliest first. Each is one step, or several that follow each other. */
export interface Choice {
  readonly either: readonly (readonly Step[])[];
}

/** What to do next: these follow each other. */
export type Next = readonly (Step | Choice)[];

type Word = string | number | readonly string[];

/**
 * A shell command. What is interpolated becomes a word that the shell takes as it is (an array: several words):
 * shell`docker rmi ${image}`. A literal part may hold shell syntax and upper-case placeholders.
 */
export function shell(literals: TemplateStringsArray, ...words: readonly Word[]): Command {
  return { shell: joined(literals, words) };
}

/** A command of adp's, without the word adp: adp`layer1 list --name ${name}`. Quotes like `shell`. */
export function adp(literals: TemplateStringsArray, ...words: readonly Word[]): Command {
  return { adp: joined(literals, words) };
}

/** A command of adp's that is typed in another folder: after a step that changes to it. */
export function inFolder(folder: string, command: Command): Command {
  return "adp" in command ? { ...command, folder } : command;
}

export function run(command: Command, why?: string): Step {
  return why === undefined ? { run: command } : { run: command, why };
}

/** An action that is no command: "start Docker Desktop on Windows". */
export function act(what: string, why?: string): Step {
  return why === undefined ? { do: what } : { do: what, why };
}

/** What the user typed, once more. */
export const again: Step = { run: { again: true } };

export function either(...ways: readonly (Step | readonly Step[])[]): Choice {
  return { either: ways.map((way) => (isSteps(way) ? way : [way])) };
}

/** Single steps to choose from, the likeliest first. */
export function anyOf(...steps: readonly Step[]): Next {
  return steps.length > 1 ? [either(...steps)] : steps;
}

/** What the program that prints knows and the code that fails does not. */
export interface Fill {
  /** What the user typed, quoted for a shell. */
  readonly again: string;
  /** How adp is started: "adp", or the path of its bundle from a folder (the current one). */
  adp(words: string, folder?: string): string;
}

/** A step whose command is a text that can be typed. */
export type FilledStep =
  | { readonly run: string; readonly why?: string }
  | { readonly do: string; readonly why?: string };
export type FilledNext = readonly (FilledStep | { readonly either: readonly (readonly FilledStep[])[] })[];

export function fillNext(next: Next, fill: Fill): FilledNext {
  return next.map((entry) =>
    "either" in entry
      ? { either: entry.either.map((way) => way.map((step) => filled(step, fill))) }
      : filled(entry, fill),
  );
}

function filled(step: Step, fill: Fill): FilledStep {
  return "run" in step ? { ...step, run: textOf(step.run, fill) } : step;
}

function textOf(command: Command, fill: Fill): string {
  if ("again" in command) return fill.again;
  return "adp" in command ? fill.adp(command.adp, command.folder) : command.shell;
}

function joined(literals: TemplateStringsArray, words: readonly Word[]): string {
  return literals.reduce((text, literal, index) => {
    const word = words[index - 1];
    return `${text}${word === undefined ? "" : quotedWord(word)}${literal}`;
  });
}

function quotedWord(word: Word): string {
  if (typeof word === "string") return quoted(word);
  return typeof word === "number" ? String(word) : word.map(quoted).join(" ");
}

function isSteps(way: Step | readonly Step[]): way is readonly Step[] {
  return Array.isArray(way);
}
