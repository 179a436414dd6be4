// The commands of the documents, typed as they stand. Those of the guide are in fresh-clone.test.ts; a block that another
// scenario runs, or none, is marked in its document.
// @suite ci, 120 s
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { attempt, ProcessFailure } from "../packages/adp/src/kernel/process.ts";
import { copyExample, root, scratch } from "./world/adp.ts";
import { type ShellBlock, shellBlocks } from "./world/documents.ts";

const world = scratch("documents");
const home = join(world.folder, "home");
const kit = join(world.folder, "customer-360-datakit");

afterAll(async () => {
  await type("adp dev stop", kit);
  world.close();
});

/** A user's shell, on a machine where no Docker Engine answers: there `adp dev` is the embedded engine. */
async function type(lines: string, cwd = world.folder) {
  const result = await attempt(["bash", "-c", `exec 2>&1\nset -e\n${lines}`], {
    cwd,
    env: {
      HOME: home,
      PATH: `${join(home, ".local", "bin")}:${process.env.PATH}`,
      DOCKER_HOST: `unix://${join(world.folder, "no-engine.sock")}`,
      NO_COLOR: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      ...Object.fromEntries(
        ["AUTHOR", "COMMITTER"].flatMap((who) => [
          [`GIT_${who}_NAME`, "Alice"],
          [`GIT_${who}_EMAIL`, "alice@company.com"],
        ]),
      ),
    },
    timeoutMs: 1_800_000,
  });
  if (result instanceof ProcessFailure && result.kind !== "exited") throw result;
  return result;
}

/** The block whose commands begin so. */
function block(path: string, begin: string): ShellBlock {
  const found = shellBlocks(root, path).find(({ commands }) => commands.startsWith(begin));
  if (found === undefined) throw new Error(`${path} has no block of commands that begins with ${begin}`);
  return found;
}

test("README.md, every day", async () => {
  mkdirSync(home);
  const typed = block("README.md", "make install")
    .commands // No terminal here that could say yes, and nobody to press Ctrl-C.
    .replace("make install ", `make -C ${root} install ARGS=--yes `)
    .replace("--follow", "        ")
    // After this block, the datakits' guide goes on with what runs.
    .replace(/^adp dev stop.*$/m, "");
  const said = await type(typed);
  expect(said.code, said.stdout).toBe(0);
  expect(said.stdout).toContain("customer-360-datakit");
  expect(said.stdout).toMatch(/customer_360_example.*success/);
  expect(said.stdout).toMatch(/\(3 rows\)/);
  expect(said.stdout).toMatch(/ passed/);
});

test("docs/datakits.md, is it behind?", async () => {
  const said = await type(block("docs/datakits.md", "adp datakit check").commands, kit);
  expect(said.code, said.stdout).toBe(0);
  expect(said.stdout).toMatch(/^customer-360-datakit +[\d.]+ +current /m);
});

test("README.md, the end of the day", async () => {
  const [stop = ""] = /^adp dev stop.*$/m.exec(block("README.md", "make install").commands) ?? [];
  const said = await type(stop, kit);
  expect(said.code, said.stdout).toBe(0);
});

test("examples/nyc-flights-incremental/README.md, day by day", async () => {
  const path = "examples/nyc-flights-incremental";
  const flights = join(world.folder, "nyc-flights-incremental");
  copyExample("nyc-flights-incremental", flights);
  try {
    const first = await type(block(`${path}/README.md`, "python3 -m pip").commands, flights);
    expect(first.code, first.stdout).toBe(0);
    const second = await type(block(`${path}/README.md`, "adp dev exec").commands, flights);
    expect(second.code, second.stdout).toBe(0);
    expect(second.stdout).toMatch(/^books: (\d+) of \1 checks balance$/m);
  } finally {
    await type("adp dev stop", flights);
  }
});

/** The next release of the template, in a fork of the platform, and the fork's adp. */
const fork = join(world.folder, "fork");
const inTemplate = join(fork, "cookiecutter-layer2-datakit", "{{cookiecutter.datakit_name}}-datakit");
const forks = (commands: string) =>
  type(`adp() { node ${join(fork, "packages", "adp", "dist", "adp.mjs")} "$@"; }\n${commands}`, kit);
const guide = (begin: string) => block("docs/datakits.md", begin).commands;

test("docs/datakits.md, take over what changed, and take it back", async () => {
  const made = await type(`git clone --quiet --no-local file://${root} ${fork}
cd ${kit} && git init --quiet && git add --all && git commit --quiet --message made`);
  expect(made.code, made.stdout).toBe(0);
  appendFileSync(join(inTemplate, "README.md"), "\nFrom the next release.\n");
  writeFileSync(join(fork, "cookiecutter-layer2-datakit", "VERSION"), "9.0.0\n");
  await type("git commit --quiet --all --message 9.0.0", fork);

  expect((await forks(guide("adp datakit check"))).code).toBe(1);
  const updated = await forks(guide("adp datakit update --dry-run"));
  expect(updated.code, updated.stdout).toBe(0);
  expect(updated.stdout).toContain("+From the next release.");
  expect(readFileSync(join(kit, "README.md"), "utf8")).toContain("From the next release.");
  const undone = await forks(guide("adp datakit update --undo"));
  expect(undone.code, undone.stdout).toBe(0);
  expect((await type("git status --porcelain", kit)).stdout).toBe("");

  appendFileSync(join(kit, "README.md"), "\nOur own last line.\n");
  await type("git commit --quiet --all --message ours", kit);
  expect((await forks("adp datakit update")).code).toBe(1);
  const conflict = readFileSync(join(kit, "README.md"), "utf8");
  expect(conflict).toContain("<<<<<<<");
  writeFileSync(join(kit, "README.md"), conflict.replaceAll(/^[<=>]{7}.*\n/gm, ""));
  const resolved = await forks(guide("adp datakit update --continue"));
  expect(resolved.code, resolved.stdout).toBe(0);
  await type("git add --all && git commit --quiet --message 9.0.0", kit);
  expect((await forks("adp datakit check")).code).toBe(0);
});

test("docs/datakits.md, move to Airflow 3", async () => {
  expect((await forks("adp datakit update --airflow 2")).code).toBe(0);
  await type("git add --all && git commit --quiet --message 'Airflow 2'", kit);
  const moved = await forks(guide("adp datakit update --airflow 3 --dry-run"));
  expect(moved.code, moved.stdout).toBe(0);
  expect(readFileSync(join(kit, "docker-compose.override.yml"), "utf8")).toContain("dag-processor");
});

test("layer1-base-image/README.md, let git refuse a credential", async () => {
  const folder = join(fork, "layer1-base-image");
  const hooked = await type(block("layer1-base-image/README.md", "make hook").commands, folder);
  expect(hooked.code, hooked.stdout).toBe(0);
  const planted = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
  writeFileSync(join(folder, "notes.txt"), `aws_access_key_id = ${planted}\n`);
  const refused = await type("git add notes.txt\ngit commit --quiet --message notes", folder);
  expect(refused.code).not.toBe(0);
  expect(refused.stdout).toMatch(/notes\.txt:1/);
  expect(refused.stdout).not.toContain(planted);
});
