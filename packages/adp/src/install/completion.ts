/** The shells that adp can complete in. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** A completion script. It asks adp for the words, so that it fits every later version, too. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const bash = `# bash completion of adp
_adp() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=("\${COMPREPLY[@]%%$'\\t'*}")
}
complete -o default -F _adp adp
`;

const zsh = `#compdef adp
# zsh completion of adp
_adp() {
  local line
  local -a words_ about
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    words_+=("\${line%%$'\\t'*}")
    about+=("\${line/$'\\t'/  -- }")
  done
  if (( $#words_ )); then compadd -l -d about -- $words_; else _files; fi
}
if [[ $funcstack[1] == _adp ]]; then _adp "$@"; else compdef _adp adp; fi
`;

const fish = `# fish completion of adp
function __adp_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l answer ($words[1] complete -- $words[2..-1] 2>/dev/null)
  if set -q answer[1]
    printf '%s\\n' $answer
  else
    __fish_complete_path $words[-1]
  end
end
complete -c adp -f -a '(__adp_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
