import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../packages/adp/src/kernel/process.ts";
import { type Counts, passes, type Suite, type Workshop } from "./suite.ts";
import { venv } from "./venv.ts";

type Check = [name: string, argv: readonly string[], cwd?: string];

async function checks({ root, scratch }: Workshop): Promise<Check[]> {
  const framework = join(root, "sqlmodel-framework");
  const python = await venv(root, "sqlalchemy2", join(framework, "requirements", "sqlalchemy2.txt"));
  const docs = await venv(root, "docs", join(framework, "requirements", "docs.txt"));
  const tools = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  const flights = join(root, "examples", "nyc-flights-incremental");
  return [
    ["biome", ["npx", "--no-install", "biome", "ci", "."]],
    ["tsc --strict", ["npx", "--no-install", "tsc", "-p", "."]],
    [
      "the committed bundle is what its source gives",
      ["npx", "--no-install", "tsx", "packages/adp/scripts/bundle.ts", "--check"],
    ],
    [
      "the ticket sharer's committed bundle is what its source gives",
      ["npx", "--no-install", "tsx", "packages/ticket-sharer/scripts/bundle.ts", "--check"],
    ],
    [
      "docs/errors.md lists the source's errors",
      ["npx", "--no-install", "tsx", "packages/adp/scripts/errors-doc.ts", "--check"],
    ],
    ["no file holds a credential", ["node", "packages/adp/dist/adp.mjs", "secrets", "scan"]],
    ["ruff check: framework", [join(python, "ruff"), "check", "."], framework],
    ["ruff format: framework", [join(python, "ruff"), "format", "--check", "."], framework],
    ["mypy --strict: framework", [join(python, "mypy")], framework],
    [
      "pyright: framework",
      ["npx", "--no-install", "pyright", "--pythonpath", join(python, "python"), "-p", framework],
    ],
    [
      "the reference builds: framework",
      [
        join(docs, "python"),
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--strict",
        "-d",
        join(scratch, "reference"),
      ],
      framework,
    ],
    ["mypy --strict: flights", [join(python, "mypy")], flights],
    ["ruff check: flights", [join(python, "ruff"), "check", "."], flights],
    ["ruff format: flights", [join(python, "ruff"), "format", "--check", "."], flights],
    [
      "hadolint: Dockerfiles",
      [
        join(tools, "hadolint"),
        "--config",
        ".hadolint.yaml",
        ...(await tracked(root, "ls-files", "*Dockerfile")),
      ],
    ],
    ["shellcheck: shell scripts", [join(tools, "shellcheck"), ...(await shellScripts(root))]],
  ];
}

async function tracked(root: string, ...command: readonly string[]): Promise<string[]> {
  const [verb = "", ...rest] = command;
  const { stdout } = await run(["git", verb, "-z", ...rest], { cwd: root });
  return stdout.split("\0").filter((name) => name !== "");
}

/** Whatever its name: what a shell is to run says so in its first line. */
async function shellScripts(root: string): Promise<string[]> {
  const marked = await tracked(root, "grep", "--files-with-matches", "-I", "-E", "^#!.*sh$");
  return marked.filter((name) => /^#!.*sh\n/.test(readFileSync(join(root, name), "utf8")));
}

export const lintSuites: Suite[] = [
  {
    room: "lint",
    name: "Lint and types",
    async run(workshop) {
      const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
      const failures: string[] = [];
      for (const [name, argv, cwd] of await checks(workshop)) {
        const ok = await passes(argv, { cwd: cwd ?? workshop.root });
        process.stdout.write(`${ok ? "ok    " : "FAILED"}  ${name}\n`);
        if (ok) counts.passed += 1;
        else {
          counts.failed += 1;
          failures.push(name);
        }
      }
      return { ...counts, failures };
    },
  },
];
