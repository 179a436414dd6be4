import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  confirm
} from "./shared-kernel-prompt.mjs";
import {
  ProcessFailure,
  attempt,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  act,
  adp,
  again,
  bundlePath,
  defineErrors,
  reasonOf,
  run,
  shell,
  userHome
} from "./shared-commands-list.mjs";

// packages/adp/src/install/complete.ts
async function complete(words, sources) {
  let last = words.at(-1) ?? "";
  return (await candidates(words, sources)).filter(({ word }) => word.startsWith(last));
}
async function candidates(words, sources) {
  let [first = "", ...rest] = words;
  if (rest.length === 0)
    return [
      ...sources.commands,
      { word: "help", about: "Show the help of a command" },
      { word: "--help" },
      { word: "--version" }
    ];
  if (first === "help") return candidates(rest, sources);
  let command = await sources.load(first);
  if (command === void 0) return [];
  let subcommands = command.createHelp().visibleCommands(command);
  if (subcommands.length === 0) return here(command, rest, sources);
  if (rest.length === 1) return subcommands.map((sub2) => ({ word: sub2.name(), about: sub2.summary() }));
  let sub = subcommands.find((one) => one.name() === rest[0]);
  return sub === void 0 ? [] : here(sub, rest.slice(1), sources);
}
async function here(command, words, { words: known }) {
  let last = words.at(-1) ?? "";
  if (words.slice(0, -1).includes("--")) return [];
  let before = words.at(-2) ?? "", previous = command.options.find(
    ({ long, short }) => before.startsWith("-") && [long, short].includes(before)
  );
  if (previous !== void 0 && (previous.required || previous.optional))
    return (previous.argChoices ?? []).map((word) => ({ word }));
  let [argument] = command.registeredArguments;
  return argument === void 0 || last.startsWith("-") ? command.createHelp().visibleOptions(command).flatMap(
    ({ long, description }) => long == null ? [] : [{ word: long, about: description }]
  ) : argument.argChoices !== void 0 ? argument.argChoices.map((word) => ({ word })) : (await known[argument.name()]?.() ?? []).map((word) => ({ word }));
}

// packages/adp/src/install/completion.ts
var shells = ["bash", "zsh", "fish"];
function completionScript(shell2) {
  return scripts[shell2];
}
var bash = `# bash completion of adp
_adp() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=("\${COMPREPLY[@]%%$'\\t'*}")
}
complete -o default -F _adp adp
`, zsh = `#compdef adp
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
`, fish = `# fish completion of adp
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
`, scripts = { bash, zsh, fish };

// packages/adp/src/install/install.ts
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  symlinkSync
} from "node:fs";
import { basename, delimiter, dirname, join as join2 } from "node:path";

// packages/adp/src/install/errors.ts
var { FOREIGN, NO_TERMINAL, NOT_WRITABLE } = defineErrors({
  FOREIGN: ["ADP-INS-002", Exit.usage, "Another program is installed under the name adp."],
  NO_TERMINAL: ["ADP-INS-003", Exit.usage, "Confirmation needs a terminal."],
  NOT_WRITABLE: ["ADP-INS-004", Exit.platform, "A file of the installation cannot be written."]
});

// packages/adp/src/install/shell-setup.ts
import { join } from "node:path";
function shellSetups(home, env = process.env) {
  let data = env.XDG_DATA_HOME || join(home, ".local", "share"), config = env.XDG_CONFIG_HOME || join(home, ".config"), zshFolder = join(data, "zsh", "site-functions"), bashFile = join(data, "bash-completion", "completions", "adp"), inHome = (path) => path.replace(`${home}/`, "$HOME/"), pathLine = 'export PATH="$HOME/.local/bin:$PATH"';
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
        "{ _comp_load adp || _completion_loader adp; } >/dev/null 2>&1; complete -p adp"
      ]
    },
    zsh: {
      completion: join(zshFolder, "_adp"),
      startFile: "~/.zshrc",
      pathLine,
      completionLine: `fpath=("${inHome(zshFolder)}" $fpath); autoload -Uz compinit && compinit`,
      check: ["zsh", "-ic", "(( $+_comps[adp] ))"]
    },
    fish: {
      completion: join(config, "fish", "completions", "adp.fish"),
      startFile: "~/.config/fish/config.fish",
      pathLine: "fish_add_path ~/.local/bin",
      completionLine: `source ${inHome(join(config, "fish", "completions", "adp.fish"))}`,
      check: ["fish", "-ic", "complete -C 'adp ' >/dev/null; functions -q __adp_complete"]
    }
  };
}
async function completes({ check }, env) {
  return !(await attempt(check, { env, detached: !0, timeoutMs: 1e4 }) instanceof ProcessFailure);
}

// packages/adp/src/install/install.ts
async function installAdp(options) {
  let { output } = options, home = options.home ?? userHome(), link = join2(home, ".local", "bin", "adp"), setups = shellSetups(home);
  if (refuseForeign(link), options.remove === !0)
    return remove([link, ...Object.values(setups).map((setup) => setup.completion)], output);
  let name = basename(process.env.SHELL ?? ""), known = shells.find((one) => one === name), files = [link, ...known === void 0 ? [] : [setups[known].completion]];
  if (output.note(`This creates ${files.join(" and ")}.`), options.yes !== !0 && !await agreed()) {
    output.document({ installed: [] }), output.print("Nothing was changed.");
    return;
  }
  writable(() => {
    mkdirSync(dirname(link), { recursive: !0 }), rmSync(link, { force: !0 }), executable(bundlePath()) || chmodSync(bundlePath(), 493), symlinkSync(bundlePath(), link), known !== void 0 && writeAtomic(setups[known].completion, completionScript(known), 420);
  });
  let onPath = (process.env.PATH ?? "").split(delimiter).includes(dirname(link)), completed = known !== void 0 && await completes(setups[known], shellEnvironment(home, link));
  output.document({ installed: files, onPath, completes: completed }), output.print(`Installed ${files.join(" and ")}.`), known === void 0 && output.print(`adp has no completion for the shell ${name || "(SHELL is not set)"}.`);
  for (let line of startFileLines({ onPath, completed, setup: setups[known ?? "bash"], known }))
    output.print(line);
}
function startFileLines({ onPath, completed, known, setup }) {
  let lines = [
    ...onPath ? [] : [setup.pathLine],
    ...completed || known === void 0 ? [] : [setup.completionLine]
  ];
  if (lines.length === 0) return known === void 0 ? [] : [`A new ${known} completes adp's words.`];
  let missing = [
    ...onPath ? [] : ["~/.local/bin is not on PATH"],
    ...completed || known === void 0 ? [] : [`${known} does not load the completion by itself`]
  ], place = known === void 0 ? "your shell's start file" : setup.startFile;
  return [
    `Not ready yet: ${missing.join(", and ")}. Add to ${place}, then open a new shell:`,
    ...lines.map((line) => `  ${line}`)
  ];
}
function shellEnvironment(home, link) {
  return { ...process.env, HOME: home, PATH: `${dirname(link)}${delimiter}${process.env.PATH ?? ""}` };
}
function remove(files, output) {
  let removed = files.filter(present);
  writable(() => {
    for (let file of removed) rmSync(file);
  }), output.document({ removed }), output.print(removed.length === 0 ? "adp was not installed." : `Removed ${removed.join(", ")}.`);
}
function writable(work) {
  try {
    work();
  } catch (error) {
    throw new AdpError(NOT_WRITABLE, {
      why: reasonOf(error),
      next: [run(shell`ls -ld ~/.local ~/.local/bin ~/.config`, "shows who owns the folders"), again],
      cause: error
    });
  }
}
function executable(path) {
  try {
    return accessSync(path, constants.X_OK), !0;
  } catch {
    return !1;
  }
}
function present(path) {
  try {
    return lstatSync(path), !0;
  } catch {
    return !1;
  }
}
function refuseForeign(link) {
  if (!(!present(link) || lstatSync(link).isSymbolicLink() && readlinkSync(link).endsWith(join2("packages", "adp", "dist", "adp.mjs"))))
    throw new AdpError(FOREIGN, {
      what: `${link} is not a link to this platform.`,
      why: "adp does not replace another program.",
      next: [run(shell`ls -l ${link}`, "shows what it is"), act(`move ${link} away`), again]
    });
}
async function agreed() {
  let answer = await confirm("Continue?", "yes");
  if (answer !== void 0) return answer;
  throw new AdpError(NO_TERMINAL, {
    why: "Standard input is not a terminal.",
    next: [run(adp`install --yes`, "installs without asking")]
  });
}

export {
  complete,
  shells,
  completionScript,
  installAdp
};
