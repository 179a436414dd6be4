import { join } from "node:path";
import { run } from "../lib/index.ts";
import type { Machine } from "./machine.ts";
import type { Person } from "./person.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** The company's fork, under the address that the vision names. */
export const forkUrl = "https://github.com/MyCompany/airflow-data-platform-fork.git";

/** Makes the fork from this clone with its uncommitted changes: a bare repository that the machine reaches by its path. */
export async function makeFork(machine: Machine): Promise<string> {
  const fork = join(machine.folder, "airflow-data-platform-fork.git");
  await run(["git", "init", "--quiet", "--bare", "--initial-branch=main", fork]);
  await run(["git", "-C", root, "push", "--quiet", fork, `${await commitOfAll(machine)}:refs/heads/main`]);
  return fork;
}

/** The last commit with the uncommitted changes on top. Does not change this clone. */
async function commitOfAll(machine: Machine): Promise<string> {
  const env = { GIT_INDEX_FILE: join(machine.folder, "index") };
  const git = async (...args: string[]) => (await run(["git", "-C", root, ...args], { env })).trim();
  await git("read-tree", "HEAD");
  await git("add", "--all");
  const tree = await git("write-tree");
  if (tree === (await git("rev-parse", "HEAD^{tree}"))) return "HEAD";
  return git("commit-tree", "-p", "HEAD", "-m", "What is not committed yet", tree);
}

/** Configures the person's git to use that folder for the fork's address. */
export function knowFork(person: Person, fork: string): void {
  person.append(".gitconfig", `[url "file://${fork}"]\ninsteadOf = ${forkUrl}\n`);
}
