import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, run } from "../world/lib/index.ts";

/** A part that forks take over: its folder has VERSION and CHANGELOG.md. */
export interface Component {
  readonly name: string;
  readonly folder: string;
  /** What its users get, as git's pathspecs. */
  readonly files: readonly string[];
}

const notShipped = [":(exclude)**/*.test.ts", ":(exclude)**/testing/**"];

export const components: readonly Component[] = [
  {
    name: "adp",
    folder: "packages/adp",
    files: ["packages/adp/src", "packages/adp/data", "packages/cli-kit/src", ...notShipped],
  },
  {
    name: "the ticket sharer",
    folder: "packages/ticket-sharer",
    files: ["packages/ticket-sharer/src", "packages/krb5/src", "platform-bootstrap/*.yml", ...notShipped],
  },
  {
    name: "Layer 1",
    folder: "layer1-base-image",
    files: ["layer1-base-image", ":(exclude)layer1-base-image/*.md", ":(exclude)layer1-base-image/tests"],
  },
  {
    name: "the framework",
    folder: "sqlmodel-framework",
    files: ["sqlmodel-framework/src", "sqlmodel-framework/pyproject.toml"],
  },
  {
    name: "the template",
    folder: "cookiecutter-layer2-datakit",
    files: [
      "cookiecutter-layer2-datakit",
      ":(exclude)cookiecutter-layer2-datakit/*.md",
      ":(exclude)cookiecutter-layer2-datakit/tests",
    ],
  },
];

/**
 * What is wrong with the versions and changelogs, a sentence each. A component that changed needs a changed CHANGELOG.md:
 * on a branch since it left main, on main since the component's VERSION last changed.
 */
export async function changelogProblems(
  root: string,
  parts: readonly Component[] = components,
): Promise<string[]> {
  const git = (...args: string[]) => run(["git", "-C", root, ...args]).then((said) => said.trim());
  if ((await git("rev-parse", "--is-shallow-repository")) === "true")
    return ["This clone has no history to compare with: git fetch --unshallow   (in CI: fetch-depth 0)"];
  const left = await leftMain(root);
  const problems: string[] = [];
  for (const { name, folder, files } of parts) {
    const file = (path: string) => join(root, folder, path);
    if (!existsSync(file("VERSION")) || !existsSync(file("CHANGELOG.md"))) {
      problems.push(`${name} needs ${folder}/VERSION and ${folder}/CHANGELOG.md.`);
      continue;
    }
    const version = readFileSync(file("VERSION"), "utf8").trim();
    const changelog = readFileSync(file("CHANGELOG.md"), "utf8");
    const twice = linesTwice(changelog);
    if (twice !== undefined) problems.push(`${folder}/CHANGELOG.md has a line twice: ${twice}`);
    if (!changelog.includes(`\n## ${version}`))
      problems.push(
        `${folder}/CHANGELOG.md has no section "## ${version}", the version in ${folder}/VERSION.`,
      );
    const since = left ?? (await git("log", "-1", "--format=%H", "--", `${folder}/VERSION`));
    // A VERSION that is not committed yet is a new component's.
    if (since === "") continue;
    const changed = (...paths: readonly string[]) => git("diff", "--name-only", since, "--", ...paths);
    const made = await git("ls-files", "--others", "--exclude-standard", "--", ...files);
    const [first] = [await changed(...files), made].join("\n").split("\n").filter(Boolean);
    if (first !== undefined && (await changed(`${folder}/CHANGELOG.md`)) === "")
      problems.push(`${name} changed (${first}), and ${folder}/CHANGELOG.md has no entry for it.`);
  }
  return problems;
}

/** A line of an entry that stands twice, as a merge of two branches leaves it. Short lines may. */
function linesTwice(changelog: string): string | undefined {
  const lines = changelog.split("\n").filter((line) => line.length > 40);
  return lines.find((line, index) => lines.indexOf(line) !== index);
}

/** Where this branch left main; undefined on main itself, and where there is no main. */
async function leftMain(root: string): Promise<string | undefined> {
  for (const main of ["origin/main", "main"]) {
    const base = await attempt(["git", "-C", root, "merge-base", "HEAD", main]);
    if (base.code !== 0) continue;
    const head = await run(["git", "-C", root, "rev-parse", "HEAD"]);
    return base.stdout === head ? undefined : base.stdout.trim();
  }
  return undefined;
}
