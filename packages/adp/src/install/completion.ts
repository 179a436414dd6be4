import { AdpError, defineError, Exit } from "../kernel/errors.ts";
import { typed } from "../kernel/home.ts";
import { words } from "./words.ts";

const SHELL = defineError("ADP-INS-001", Exit.usage, "There is no completion for this shell.");

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** A completion script: the words are fixed at this version, so that no completion starts Node. */
export function completionScript(shell: string): string {
  const known = shells.find((name) => name === shell);
  if (known === undefined) {
    throw new AdpError(SHELL, {
      what: `There is no completion for "${shell}".`,
      next: shells.map((name) => typed(`completion ${name}`)),
    });
  }
  return { bash, zsh, fish }[known]();
}

function bash(): string {
  const cases = Object.entries(words)
    .filter(([, second]) => second.length > 0)
    .map(([first, second]) => `    ${first}) COMPREPLY=($(compgen -W "${second.join(" ")}" -- "$word")) ;;`);
  return `# bash completion of adp
_adp() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${Object.keys(words).join(" ")} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
}
complete -o default -F _adp adp
`;
}

function zsh(): string {
  return `#compdef adp
autoload -U +X bashcompinit && bashcompinit
${bash()}`;
}

function fish(): string {
  const lines = Object.entries(words).flatMap(([first, second]) => [
    `complete -c adp -n __fish_use_subcommand -f -a ${first}`,
    ...second.map((word) => `complete -c adp -n '__fish_seen_subcommand_from ${first}' -f -a ${word}`),
  ]);
  return `# fish completion of adp\n${lines.join("\n")}\n`;
}
