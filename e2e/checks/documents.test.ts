import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../world/adp.ts";
import { commandsOf, shellBlocks } from "../world/documents.ts";

const tracked = execFileSync("git", ["ls-files", "-z", "*.md"], { cwd: root, encoding: "utf8" });
/** Without the changelogs, which speak of earlier versions, and the template's own, which have placeholders. */
const documents = tracked.split("\0").filter((path) => path !== "" && !/CHANGELOG\.md$|\{\{/.test(path));

/** Documents of which a scenario types every unmarked block, as it stands. */
const typedBy: Record<string, string> = {
  "docs/getting-started-simple.md": "fresh-clone",
  "README.md": "documents",
  "docs/datakits.md": "documents",
  "examples/nyc-flights-incremental/README.md": "documents",
  "examples/pagila-sqlmodel-basic/README.md": "pagila",
};
/** Made from the source's own commands. */
const generated = ["docs/commands.md"];

// That adp has the commands and options is checked by packages/adp/scripts/guides.test.ts.

test.each(documents.filter((path) => !generated.includes(path)))("each command in %s is run", (path) => {
  const problems = shellBlocks(root, path).flatMap((block) => {
    const { line, commands, runBy, notRun } = block;
    if (notRun !== undefined) return [];
    const by = runBy ?? typedBy[path];
    if (by === undefined) return [`${path}:${line} is run by nothing, and says no reason: ${commands}`];
    const source = readFileSync(join(root, "e2e", `${by}.test.ts`), "utf8");
    if (source.includes(path))
      return takes(source, commands) ? [] : [`${path}:${line}: ${by} does not type ${commands}`];
    return commandsOf(block)
      .filter((command) => /^(adp|astro|cookiecutter|docker|git|make) /.test(command))
      .filter((command) => !wordsOf(command).every((word) => source.includes(word)))
      .map((command) => `${path}:${line}: ${by} does not run ${command}`);
  });
  expect(problems).toEqual([]);
});

/** Whether a scenario that reads the document takes this block: with the others, or by the words that it asks for. */
function takes(source: string, commands: string): boolean {
  // fresh-clone and platform-mocks take blocks by their marks, and upgrading the document's first ones.
  if (/runBy|```bash/.test(source)) return true;
  return [
    ...source.matchAll(/\b(block|guide|readmeBlock)\((?:[^()"]*"[^"\n]*",\s*|`[^`]*`,\s*)?"([^"\n]+)"\)/g),
  ].some(([, how, words = ""]) =>
    how === "readmeBlock" ? commands.includes(words) : commands.startsWith(words),
  );
}

/** The program, its subcommands and its options. */
function wordsOf(command: string): string[] {
  const [program = "", ...rest] = command
    .replace(/^make -C \S+/, "make")
    .split(" ")
    .filter((word) => /^(--)?[a-z][\w-]*$/.test(word));
  return [program, ...rest.slice(0, 2), ...rest.filter((word) => word.startsWith("--"))];
}

test.each(documents)("make has the targets in %s", (path) => {
  const problems = shellBlocks(root, path).flatMap((block) => {
    const [, folder = "."] = /^cd (\S+)/m.exec(block.commands) ?? [];
    return commandsOf(block).flatMap((line) => {
      const [program, ...words] = line.split(/\s+/);
      return program === "make"
        ? unknownToMake(words, [join(root, basename(folder)), root, dirname(join(root, path))])
        : [];
    });
  });
  expect(problems).toEqual([]);
});

function unknownToMake(words: readonly string[], folders: readonly string[]): string[] {
  const named = words[0] === "-C" ? [join(root, words[1] ?? "")] : folders;
  const makefiles = named.map((folder) => join(folder, "Makefile")).filter((file) => existsSync(file));
  const source = makefiles.map((file) => readFileSync(file, "utf8")).join("");
  const targets = words.filter((word, at) => /^[a-z][\w-]*$/.test(word) && words[at - 1] !== "-C");
  return targets
    .filter((target) => !new RegExp(`^([\\w -]+ )?${target}( [\\w -]+)?:`, "m").test(source))
    .map((target) => `no target ${target} in ${makefiles}`);
}

test.each(documents)("each link in %s leads somewhere", (path) => {
  const text = readFileSync(join(root, path), "utf8").replaceAll(/^```.*?^```$/gms, "");
  const problems = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^(https?|mailto):/.test(target)) return [];
    const [file = "", anchor] = target.split("#");
    const there = file === "" ? join(root, path) : join(root, dirname(path), decodeURIComponent(file));
    if (!existsSync(there)) return [`${target}: there is no such file`];
    if (anchor === undefined || statSync(there).isDirectory()) return [];
    return anchorsOf(readFileSync(there, "utf8")).has(anchor) ? [] : [`${target}: there is no such heading`];
  });
  expect(problems).toEqual([]);
});

/** The anchors that GitHub makes of the headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/^#+ (.*)$/gm)];
  return new Set(
    headings.map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(/\s/g, "-"),
    ),
  );
}
