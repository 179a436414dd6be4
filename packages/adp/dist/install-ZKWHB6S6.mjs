import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  writeAtomic
} from "./chunk-NQUNY6ZP.mjs";
import {
  AdpError,
  Exit,
  defineError
} from "./chunk-NWQJSMLS.mjs";
import {
  bundlePath,
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/install/words.ts
var words = {
  demo: ["--airflow", "--keep", "--months", "--json", "--stop", "--python", "--port", "--folder"],
  dev: ["start", "run", "stop", "status", "sql", "test"],
  layer1: ["build", "explain", "verify", "list", "use", "framework"],
  datakit: ["new"],
  platform: ["start", "stop", "status", "logs"],
  ticket: ["status", "test"],
  secrets: ["scan", "hook"],
  install: ["--yes", "--remove", "--json"],
  completion: ["bash", "zsh", "fish"]
};

// packages/adp/src/install/completion.ts
var SHELL = defineError("ADP-INS-001", Exit.usage, "There is no completion for this shell."), shells = ["bash", "zsh", "fish"];
function completionScript(shell) {
  let known = shells.find((name) => name === shell);
  if (known === void 0)
    throw new AdpError(SHELL, {
      what: `There is no completion for "${shell}".`,
      next: shells.map((name) => typed(`completion ${name}`))
    });
  return { bash, zsh, fish }[known]();
}
function bash() {
  let cases = Object.entries(words).filter(([, second]) => second.length > 0).map(([first, second]) => `    ${first}) COMPREPLY=($(compgen -W "${second.join(" ")}" -- "$word")) ;;`);
  return `# bash completion of adp
_adp() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${Object.keys(words).join(" ")} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join(`
`)}
  esac
}
complete -o default -F _adp adp
`;
}
function zsh() {
  return `#compdef adp
autoload -U +X bashcompinit && bashcompinit
${bash()}`;
}
function fish() {
  return `# fish completion of adp
${Object.entries(words).flatMap(([first, second]) => [
    `complete -c adp -n __fish_use_subcommand -f -a ${first}`,
    ...second.map((word) => `complete -c adp -n '__fish_seen_subcommand_from ${first}' -f -a ${word}`)
  ]).join(`
`)}
`;
}

// packages/adp/src/install/install.ts
import { chmodSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
var FOREIGN = defineError("ADP-INS-002", Exit.usage, "Another program named adp stands there."), UNASKED = defineError("ADP-INS-003", Exit.usage, "The question could not be asked.");
async function installAdp(options) {
  let { output } = options, home = options.home ?? homedir(), link = join(home, ".local", "bin", "adp"), completions = completionFiles(home);
  if (refuseForeign(link), options.remove === !0) {
    let removed = [link, ...Object.values(completions)].filter(present);
    for (let file of removed) rmSync(file);
    output.document({ removed }), output.print(removed.length === 0 ? "Nothing of adp was installed." : `Removed ${removed.join(", ")}`);
    return;
  }
  let shell = basename(process.env.SHELL ?? "bash"), completion = completions[shell] ?? completions.bash;
  if (output.note(`This makes the link ${link} and the file ${completion}.`), options.yes !== !0 && !await agreed()) {
    output.document({ installed: [] }), output.print("Nothing was changed.");
    return;
  }
  mkdirSync(dirname(link), { recursive: !0 }), rmSync(link, { force: !0 }), chmodSync(bundlePath(), 493), symlinkSync(bundlePath(), link), writeAtomic(completion, completionScript(shell in completions ? shell : "bash"), 420), output.document({ installed: [link, completion] }), output.print(`adp is installed: ${link}`), (process.env.PATH ?? "").split(delimiter).includes(dirname(link)) || (output.print("  ~/.local/bin is not on your PATH yet; add this line to your shell's start file:"), output.print('  export PATH="$HOME/.local/bin:$PATH"')), output.print("  A new shell completes its words.");
}
function completionFiles(home) {
  return {
    bash: join(home, ".local", "share", "bash-completion", "completions", "adp"),
    zsh: join(home, ".local", "share", "zsh", "site-functions", "_adp"),
    fish: join(home, ".config", "fish", "completions", "adp.fish")
  };
}
function present(path) {
  try {
    return lstatSync(path), !0;
  } catch {
    return !1;
  }
}
function refuseForeign(link) {
  if (!(!present(link) || lstatSync(link).isSymbolicLink() && readlinkSync(link).endsWith(join("packages", "adp", "dist", "adp.mjs"))))
    throw new AdpError(FOREIGN, {
      what: `${link} is not a link to this platform.`,
      why: "Another program of that name would be lost.",
      next: [`ls -l ${link}`, "move it away, then type the command again"]
    });
}
async function agreed() {
  if (!process.stdin.isTTY)
    throw new AdpError(UNASKED, {
      why: "There is no terminal to ask on.",
      next: [`${typed("install --yes")}   where you agree`]
    });
  let reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y|yes)?$/i.test((await reader.question("Go on? [Y/n] ")).trim());
  } finally {
    reader.close();
  }
}
export {
  completionScript,
  installAdp
};
