import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../packages/adp/src/kernel/process.ts";
import type { Suite, SuiteContext, TimedTest } from "./suite.ts";
import { venv } from "./venv.ts";

type Check = [name: string, argv: readonly string[], cwd?: string];

async function checks({ root, scratch }: SuiteContext): Promise<Check[]> {
  const framework = join(root, "sqlmodel-framework");
  const python = await venv(root, "sqlalchemy2", join(framework, "requirements", "sqlalchemy2.txt"));
  const docs = await venv(root, "docs", join(framework, "requirements", "docs.txt"));
  const tools = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  const schema = [join(tools, "check-jsonschema"), "--quiet", "--builtin-schema"];
  const examples = ["nyc-flights-incremental", "pagila-sqlmodel-basic", "sqlserver-windows-auth"];
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
    ["each change has a changelog entry", ["npx", "--no-install", "tsx", "e2e/checks/check-changelogs.ts"]],
    ["schema: GitHub's workflow", [...schema, "vendor.github-workflows", ".github/workflows/ci.yml"]],
    [
      "schema: GitLab's pipeline",
      [...schema, "vendor.gitlab-ci", "--data-transform=gitlab-ci", ".gitlab-ci.yml"],
    ],
    ["schema: the update bot's settings", [...schema, "vendor.renovate", "renovate.json"]],
    [
      "docs/commands.md lists the source's commands",
      ["npx", "--no-install", "tsx", "packages/adp/scripts/commands-doc.ts", "--check"],
    ],
    [
      "docs/secret-scan.md has the scan's figures",
      ["npx", "--no-install", "tsx", "packages/adp/scripts/secrets-doc.ts", "--check"],
    ],
    [
      "docs/doctor.md lists the source's checks",
      ["npx", "--no-install", "tsx", "packages/adp/scripts/doctor-doc.ts", "--check"],
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
    ...[...examples.map((name) => join("examples", name)), "runtime-environments"].flatMap(
      (name): Check[] => {
        const folder = join(root, name);
        return [
          [`mypy --strict: ${name}`, [join(python, "mypy")], folder],
          [`ruff check: ${name}`, [join(python, "ruff"), "check", "."], folder],
          [`ruff format: ${name}`, [join(python, "ruff"), "format", "--check", "."], folder],
        ];
      },
    ),
    [
      "ruff check: programs of scenarios and tools",
      [join(python, "ruff"), "check", ...ruff, ...(await programs(root))],
    ],
    [
      "ruff format: programs of scenarios and tools",
      [join(python, "ruff"), "format", "--check", "--line-length=110", ...(await programs(root))],
    ],
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

const ruff = ["--line-length=110", "--extend-select=I,B,UP", "--target-version=py310"];

/** Python that no project of its own checks. */
async function programs(root: string): Promise<string[]> {
  return (await tracked(root, "ls-files", "*.py")).filter((name) =>
    /^(e2e|benchmarks|layer1-base-image|packages)\//.test(name),
  );
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
    seconds: 90,
    async run(context) {
      const failures: string[] = [];
      const tests: TimedTest[] = [];
      for (const [name, argv, cwd] of await checks(context)) {
        const started = performance.now();
        const ok = await context.passes(argv, { cwd: cwd ?? context.root });
        tests.push({ name, seconds: (performance.now() - started) / 1000 });
        context.print(`${ok ? "ok    " : "FAILED"}  ${name}\n`);
        if (!ok) failures.push(name);
      }
      const failed = failures.length;
      return { passed: tests.length - failed, failed, skipped: 0, failures, tests };
    },
  },
];
