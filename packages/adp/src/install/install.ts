import { chmodSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { AdpError, defineError, Exit } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { bundlePath, typed } from "../kernel/home.ts";
import type { Output } from "../kernel/output.ts";
import { completionScript, type Shell } from "./completion.ts";

const FOREIGN = defineError("ADP-INS-002", Exit.usage, "Another program named adp stands there.");
const UNASKED = defineError("ADP-INS-003", Exit.usage, "The question could not be asked.");

interface InstallAdp {
  readonly yes?: boolean | undefined;
  readonly remove?: boolean | undefined;
  readonly output: Output;
  readonly home?: string;
}

/** Links ~/.local/bin/adp to this clone's bundle and writes the completion of the user's shell. */
export async function installAdp(options: InstallAdp): Promise<void> {
  const { output } = options;
  const home = options.home ?? homedir();
  const link = join(home, ".local", "bin", "adp");
  const completions = completionFiles(home);
  refuseForeign(link);
  if (options.remove === true) {
    const removed = [link, ...Object.values(completions)].filter(present);
    for (const file of removed) rmSync(file);
    output.document({ removed });
    output.print(removed.length === 0 ? "Nothing of adp was installed." : `Removed ${removed.join(", ")}`);
    return;
  }
  const shell = basename(process.env.SHELL ?? "bash");
  const completion = completions[shell as Shell] ?? completions.bash;
  output.note(`This makes the link ${link} and the file ${completion}.`);
  if (options.yes !== true && !(await agreed())) {
    output.document({ installed: [] });
    output.print("Nothing was changed.");
    return;
  }
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  chmodSync(bundlePath(), 0o755);
  symlinkSync(bundlePath(), link);
  writeAtomic(completion, completionScript(shell in completions ? shell : "bash"), 0o644);
  output.document({ installed: [link, completion] });
  output.print(`adp is installed: ${link}`);
  const onPath = (process.env.PATH ?? "").split(delimiter).includes(dirname(link));
  if (!onPath) {
    output.print("  ~/.local/bin is not on your PATH yet; add this line to your shell's start file:");
    output.print('  export PATH="$HOME/.local/bin:$PATH"');
  }
  output.print("  A new shell completes its words.");
}

function completionFiles(home: string): Record<Shell, string> {
  return {
    bash: join(home, ".local", "share", "bash-completion", "completions", "adp"),
    zsh: join(home, ".local", "share", "zsh", "site-functions", "_adp"),
    fish: join(home, ".config", "fish", "completions", "adp.fish"),
  };
}

function present(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    // Absent.
    return false;
  }
}

/** A link of ours, to this clone or an earlier one, may be replaced; anything else is somebody's. */
function refuseForeign(link: string): void {
  if (!present(link)) return;
  const ours =
    lstatSync(link).isSymbolicLink() &&
    readlinkSync(link).endsWith(join("packages", "adp", "dist", "adp.mjs"));
  if (ours) return;
  throw new AdpError(FOREIGN, {
    what: `${link} is not a link to this platform.`,
    why: "Another program of that name would be lost.",
    next: [`ls -l ${link}`, "move it away, then type the command again"],
  });
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new AdpError(UNASKED, {
      why: "There is no terminal to ask on.",
      next: [`${typed("install --yes")}   where you agree`],
    });
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y|yes)?$/i.test((await reader.question("Go on? [Y/n] ")).trim());
  } finally {
    reader.close();
  }
}
