import { join } from "node:path";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { Shell } from "./completion.ts";

/** Where a shell reads completions, and what its start file must hold so that it does. */
export interface ShellSetup {
  readonly completion: string;
  readonly startFile: string;
  /** Puts ~/.local/bin on PATH. */
  readonly pathLine: string;
  /** Loads the completion in a shell that does not do so by itself. */
  readonly completionLine: string;
  /** Exits 0 when a new shell, with the user's own start file, completes adp. */
  readonly check: readonly string[];
}

export function shellSetups(home: string, env: NodeJS.ProcessEnv = process.env): Record<Shell, ShellSetup> {
  const data = env.XDG_DATA_HOME || join(home, ".local", "share");
  const config = env.XDG_CONFIG_HOME || join(home, ".config");
  const zshFolder = join(data, "zsh", "site-functions");
  const bashFile = join(data, "bash-completion", "completions", "adp");
  const inHome = (path: string) => path.replace(`${home}/`, "$HOME/");
  const pathLine = 'export PATH="$HOME/.local/bin:$PATH"';
  return {
    bash: {
      completion: bashFile,
      startFile: "~/.bashrc",
      pathLine,
      completionLine: `source "${inHome(bashFile)}"`,
      // The package bash-completion loads a completion when it is first needed; its function has had two names.
      check: [
        "bash",
        "-ic",
        "{ _comp_load adp || _completion_loader adp; } >/dev/null 2>&1; complete -p adp",
      ],
    },
    zsh: {
      completion: join(zshFolder, "_adp"),
      startFile: "~/.zshrc",
      pathLine,
      completionLine: `fpath=("${inHome(zshFolder)}" $fpath); autoload -Uz compinit && compinit`,
      check: ["zsh", "-ic", "(( $+_comps[adp] ))"],
    },
    fish: {
      completion: join(config, "fish", "completions", "adp.fish"),
      startFile: "~/.config/fish/config.fish",
      pathLine: "fish_add_path ~/.local/bin",
      completionLine: `source ${inHome(join(config, "fish", "completions", "adp.fish"))}`,
      check: ["fish", "-ic", "complete -C 'adp ' >/dev/null; functions -q __adp_complete"],
    },
  };
}

/** Asks a new interactive shell, which reads the user's own start file. */
export async function completes({ check }: ShellSetup, env: NodeJS.ProcessEnv): Promise<boolean> {
  const asked = await attempt(check, { env, detached: true, timeoutMs: 10_000 });
  return !(asked instanceof ProcessFailure);
}
