import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { act, quoted } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { bundlePath, typed } from "../kernel/home.ts";
import { attempt, type Finished, ProcessFailure, run } from "../kernel/process.ts";
import { errors } from "./errors.ts";
import { repositoryTop } from "./repository.ts";

const mark = "# Made by adp secrets hook:";

interface Hook {
  readonly path: string;
  readonly changed: boolean;
}

const hookPath = ["git", "rev-parse", "--git-path", "hooks/pre-commit"];
const hookOf = (cwd: string, { stdout }: Finished) => resolve(cwd, stdout.trimEnd());

/** Whether git asks `adp secrets scan` before a commit; undefined where nothing is committed: no git, no repository. */
export async function hasHook(cwd: string): Promise<boolean | undefined> {
  const result = await attempt(hookPath, { cwd });
  if (result instanceof ProcessFailure) return undefined;
  const top = await repositoryTop(cwd);
  // A hook of others may call it as well.
  return [hookOf(cwd, result), ...managers.map(({ file }) => join(top, file))].some(
    (path) => existsSync(path) && readFileSync(path, "utf8").includes("secrets scan --staged"),
  );
}

/** Makes git ask `adp secrets scan --staged` before every commit. pre-commit, husky and lefthook are extended; a hook of others is left alone. */
export async function installHook(cwd: string): Promise<Hook> {
  const top = await repositoryTop(cwd);
  const manager = managers.find(({ file }) => existsSync(join(top, file)));
  if (manager !== undefined) {
    const path = join(top, manager.file);
    const before = readFileSync(path, "utf8");
    if (before.includes("secrets scan --staged")) return { path, changed: false };
    writeAtomic(path, await manager.extend(before, program(top)));
    return { path, changed: true };
  }
  const path = hookOf(top, await run(hookPath, { cwd: top }));
  const text = `#!/bin/sh\n${mark} refuses a commit that contains a credential.\nexec ${program(top, true)}\n`;
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (before !== undefined && !before.includes(mark))
    throw new AdpError(errors.OTHER_HOOK, {
      what: `${path} is another pre-commit hook. adp did not change it.`,
      next: [act(`add this line to it: ${typed("secrets scan --staged", top)} || exit 1`)],
    });
  if (before !== text) {
    mkdirSync(dirname(path), { recursive: true });
    writeAtomic(path, text);
    chmodSync(path, 0o755);
  }
  return { path, changed: before !== text };
}

/** The command. A file that is committed names no path of this machine: there it is the adp on PATH, or the clone's own. */
function program(top: string, isPrivate = false): string {
  const inside = !relative(top, bundlePath()).startsWith("..");
  if (!inside && !isPrivate) return "adp secrets scan --staged";
  return `node ${quoted(inside ? relative(top, bundlePath()) : bundlePath())} secrets scan --staged`;
}

interface HookManager {
  /** Its configuration, which is committed. */
  readonly file: string;
  extend(before: string, command: string): string | Promise<string>;
}

const managers: readonly HookManager[] = [
  { file: ".husky/pre-commit", extend: (before, command) => `${before.replace(/\n*$/, "\n")}${command}\n` },
  {
    file: ".pre-commit-config.yaml",
    extend: (before, command) =>
      extendYaml(before, ["repos"], {
        repo: "local",
        hooks: [
          {
            ...{ id: "adp-secrets", name: "no credential", entry: command, language: "system" },
            ...{ pass_filenames: false, always_run: true },
          },
        ],
      }),
  },
  ...["lefthook.yml", "lefthook.yaml", ".lefthook.yml"].map((file) => ({
    file,
    extend: (before: string, command: string) =>
      extendYaml(before, ["pre-commit", "commands", "adp-secrets"], { run: command }),
  })),
];

/** Adds to a list, or sets a key, and keeps comments and order. */
async function extendYaml(text: string, path: readonly string[], value: unknown): Promise<string> {
  const { isSeq, parseDocument } = await import("yaml");
  const document = parseDocument(text);
  if (isSeq(document.getIn(path))) document.addIn(path, document.createNode(value));
  else document.setIn(path, path[0] === "repos" ? document.createNode([value]) : document.createNode(value));
  return document.toString({ lineWidth: 0 });
}
