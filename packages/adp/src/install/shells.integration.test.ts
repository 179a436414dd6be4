import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quoted } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { platformRoot } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { completionScript, type Shell, shells } from "./completion.ts";
import { installAdp } from "./index.ts";
import { shellSetups } from "./shell-setup.ts";

// Real shells with start files of their own. `adp` is the source, started by tsx.

let home: string;
let datakit: string;
let printed: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-shells-"));
  datakit = join(home, "my-datakit");
  mkdirSync(join(datakit, "dags"), { recursive: true });
  writeFileSync(join(datakit, "Dockerfile"), "FROM layer1-airflow:latest\n");
  writeFileSync(join(datakit, "dags", "one.py"), 'DAG("sales_daily")\nDAG("stock_daily")\n');
  mkdirSync(join(home, "bin"));
  const adp = join(home, "bin", "adp");
  const root = platformRoot();
  writeFileSync(
    adp,
    `#!/bin/sh\nexec ${join(root, "node_modules", ".bin", "tsx")} ${join(root, "packages/adp/src/entry.ts")} "$@"\n`,
    { mode: 0o755 },
  );
  printed = "";
  vi.stubEnv("HOME", home);
  vi.stubEnv("PATH", `${join(home, ".local", "bin")}:${process.env.PATH}`);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** What a Tab after `line` offers in a real shell that has the script. */
const press: Record<Shell, (line: string) => string[]> = {
  bash: (line) => {
    const words = line.split(" ");
    const typed = words.map((word) => `'${word}'`).join(" ");
    return inShell("bash", [
      "-c",
      `${completionScript("bash")}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _adp adp; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ]);
  },
  // The completion runs in a terminal of zsh's own, as a person's does; compadd tells what it was given.
  zsh: (line) => {
    const functions = join(home, "functions");
    mkdirSync(functions, { recursive: true });
    writeFileSync(join(functions, "_adp"), completionScript("zsh"));
    const inner = `fpath=(${functions} $fpath); autoload -Uz compinit; compinit -u -d ${join(home, "dump")}
compadd() { local -a rest; zparseopts -D -E -a rest l d: -; print -rl -- "OFFER:"\${^@:#-*} OFFERED; }
bindkey '^I' complete-word; zle -C complete-word complete-word _main_complete; PS1='READY>'`;
    return inShell("zsh", [
      "-f",
      "-c",
      `zmodload zsh/zpty; zpty z zsh -f -i
zpty -w z ${quoted(inner.replaceAll("\n", "; "))}
zpty -r z seen '*READY>*READY>*'
zpty -n -w z ${quoted(`${line}\t`)}
zpty -r z out '*OFFERED*'; print -r -- $out; zpty -d z`,
    ]).flatMap((text) => /OFFER:(\S+)/.exec(text)?.[1] ?? []);
  },
  fish: (line) =>
    inShell("fish", ["-c", `${completionScript("fish")}\ncomplete -C ${quoted(line)}`]).map(
      (text) => text.split("\t")[0] ?? "",
    ),
};

function inShell(shell: Shell, args: readonly string[]): string[] {
  const path = `${join(home, "bin")}:${process.env.PATH}`;
  const env = { ...process.env, HOME: home, PATH: path };
  const said = execFileSync(shell, args, { cwd: datakit, encoding: "utf8", env });
  return said
    .split(/\r?\n/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

const here = (shell: Shell) => spawnSync(shell, ["--version"]).error === undefined;

test.for(shells)("%s completes commands, subcommands, values and DAG ids", (shell, { skip }) => {
  skip(!here(shell), `${shell} is not installed`);
  expect(press[shell]("adp d")).toEqual(expect.arrayContaining(["dev", "demo", "datakit"]));
  expect(press[shell]("adp dev sta").sort()).toEqual(["start", "status"]);
  expect(press[shell]("adp dev start --airflow 2.").sort()).toEqual(["2.11", "2.9"]);
  expect(press[shell]("adp dev run ").sort()).toEqual(["sales_daily", "stock_daily"]);
});

/** A start file that a distribution or a person would have. */
const startFiles: readonly [shell: Shell, name: string, content: string, loads: boolean][] = [
  ["bash", ".bashrc", "", false],
  ["bash", ".bashrc", ". /usr/share/bash-completion/bash_completion\n", true],
  ["zsh", ".zshrc", "", false],
  ["zsh", ".zshrc", "autoload -Uz compinit && compinit\n", false],
  ["fish", ".config/fish/config.fish", "", true],
];

test.for(startFiles)(
  "%s with %s %j: what adp install says is true, and its line makes it so",
  async ([shell, name, content, loads], { skip }) => {
    skip(!here(shell), `${shell} is not installed`);
    vi.stubEnv("SHELL", `/usr/bin/${shell}`);
    const startFile = join(home, name);
    mkdirSync(dirname(startFile), { recursive: true });
    writeFileSync(startFile, content);
    await installAdp({ yes: true, output: openOutput(), home });
    const setup = shellSetups(home)[shell];
    expect(existsSync(setup.completion)).toBe(true);
    expect(printed.includes(`A new ${shell} completes`)).toBe(loads);
    expect(printed.includes(setup.completionLine)).toBe(!loads);
    if (loads) return;
    writeFileSync(startFile, `${content}${setup.completionLine}\n`);
    printed = "";
    await installAdp({ yes: true, output: openOutput(), home });
    expect(printed).toContain(`A new ${shell} completes`);
  },
);
