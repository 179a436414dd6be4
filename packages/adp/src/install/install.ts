import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { act, adp, again, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { bundlePath, userHome } from "../kernel/home.ts";
import type { Output } from "../kernel/output.ts";
import { confirm } from "../kernel/prompt.ts";
import { completionScript, type Shell, shells } from "./completion.ts";
import { FOREIGN, NO_TERMINAL, NOT_WRITABLE } from "./errors.ts";
import { completes, type ShellSetup, shellSetups } from "./shell-setup.ts";

interface InstallAdp {
  readonly yes?: boolean | undefined;
  readonly remove?: boolean | undefined;
  readonly output: Output;
  readonly home?: string;
}

/** Links ~/.local/bin/adp to this clone's bundle and writes the completion of the user's shell. */
export async function installAdp(options: InstallAdp): Promise<void> {
  const { output } = options;
  const home = options.home ?? userHome();
  const link = join(home, ".local", "bin", "adp");
  const setups = shellSetups(home);
  refuseForeign(link);
  if (options.remove === true)
    return remove([link, ...Object.values(setups).map((setup) => setup.completion)], output);
  const name = basename(process.env.SHELL ?? "");
  const known = shells.find((one) => one === name);
  const files = [link, ...(known === undefined ? [] : [setups[known].completion])];
  output.note(`This creates ${files.join(" and ")}.`);
  if (options.yes !== true && !(await agreed())) {
    output.document({ installed: [] });
    output.print("Nothing was changed.");
    return;
  }
  writable(() => {
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    if (!executable(bundlePath())) chmodSync(bundlePath(), 0o755);
    symlinkSync(bundlePath(), link);
    if (known !== undefined) writeAtomic(setups[known].completion, completionScript(known), 0o644);
  });
  const onPath = (process.env.PATH ?? "").split(delimiter).includes(dirname(link));
  const completed = known !== undefined && (await completes(setups[known], shellEnvironment(home, link)));
  output.document({ installed: files, onPath, completes: completed });
  output.print(`Installed ${files.join(" and ")}.`);
  if (known === undefined)
    output.print(`adp has no completion for the shell ${name || "(SHELL is not set)"}.`);
  for (const line of startFileLines({ onPath, completed, setup: setups[known ?? "bash"], known }))
    output.print(line);
}

interface Installed {
  readonly onPath: boolean;
  readonly completed: boolean;
  readonly known: Shell | undefined;
  readonly setup: ShellSetup;
}

/** What is still to be done, as the shell itself says. */
function startFileLines({ onPath, completed, known, setup }: Installed): string[] {
  const lines = [
    ...(onPath ? [] : [setup.pathLine]),
    ...(completed || known === undefined ? [] : [setup.completionLine]),
  ];
  if (lines.length === 0) return known === undefined ? [] : [`A new ${known} completes adp's words.`];
  const missing = [
    ...(onPath ? [] : ["~/.local/bin is not on PATH"]),
    ...(completed || known === undefined ? [] : [`${known} does not load the completion by itself`]),
  ];
  const place = known === undefined ? "your shell's start file" : setup.startFile;
  return [
    `Not ready yet: ${missing.join(", and ")}. Add to ${place}, then open a new shell:`,
    ...lines.map((line) => `  ${line}`),
  ];
}

/** The check runs in this home, with adp as it will be found. */
function shellEnvironment(home: string, link: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, PATH: `${dirname(link)}${delimiter}${process.env.PATH ?? ""}` };
}

function remove(files: readonly string[], output: Output): void {
  const removed = files.filter(present);
  writable(() => {
    for (const file of removed) rmSync(file);
  });
  output.document({ removed });
  output.print(removed.length === 0 ? "adp was not installed." : `Removed ${removed.join(", ")}.`);
}

function writable(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new AdpError(NOT_WRITABLE, {
      why: reasonOf(error),
      next: [run(shell`ls -ld ~/.local ~/.local/bin ~/.config`, "shows who owns the folders"), again],
      cause: error,
    });
  }
}

/** Only the owner of a clone may change its modes; others can still link to it. */
function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // To make it executable says what is wrong with it.
    return false;
  }
}

function present(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    // Absent, or below something that is no folder: making it says so.
    return false;
  }
}

/** A link to this clone or another clone of the platform may be replaced; anything else belongs to the user. */
function refuseForeign(link: string): void {
  if (!present(link)) return;
  const ours =
    lstatSync(link).isSymbolicLink() &&
    readlinkSync(link).endsWith(join("packages", "adp", "dist", "adp.mjs"));
  if (ours) return;
  throw new AdpError(FOREIGN, {
    what: `${link} is not a link to this platform.`,
    why: "adp does not replace another program.",
    next: [run(shell`ls -l ${link}`, "shows what it is"), act(`move ${link} away`), again],
  });
}

async function agreed(): Promise<boolean> {
  const answer = await confirm("Continue?", "yes");
  if (answer !== undefined) return answer;
  throw new AdpError(NO_TERMINAL, {
    why: "Standard input is not a terminal.",
    next: [run(adp`install --yes`, "installs without asking")],
  });
}
