import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { checkDatakit } from "./check.ts";
import { Journal } from "./journal.ts";
import { continueUpdate, undoUpdate, updateDatakit } from "./update.ts";

/** A datakit that came from elsewhere, with a journal in it, as a repository can hold one. */
function hostile(state: string, path: string): { kit: string; journal: string; victim: string } {
  const root = temporaryFolder();
  const kit = join(root, "kit");
  const victim = join(root, "victim");
  const journal = join(kit, ".adp", "run", "update.json");
  mkdirSync(dirname(journal), { recursive: true });
  mkdirSync(join(kit, ".git"));
  mkdirSync(victim);
  writeFileSync(join(victim, "kept"), "mine");
  symlinkSync(victim, join(kit, "linked"));
  const written = { mode: "100755", content: Buffer.from("evil").toString("base64") };
  const change = { path, before: written, after: null };
  const removed = { path: path.replace(/[^/]*$/, "kept"), before: null, after: null };
  const changes = [change, removed];
  writeFileSync(journal, JSON.stringify({ state, before: null, lock: "{}", conflicts: [path], changes }));
  return { kit, journal, victim };
}

test.each<[string, string, (kit: string) => unknown]>([
  ["above the datakit, by check", "applying", (kit) => checkDatakit(kit, kit)],
  [
    "above the datakit, by update",
    "applying",
    (kit) => updateDatakit(kit, kit, { allowDirty: true, airflow: undefined }),
  ],
  ["above the datakit, by update --continue", "applying", continueUpdate],
  ["above the datakit, by update --undo", "conflicts", undoUpdate],
])("a journal that a repository brought writes nothing %s", async (_, state, work) => {
  for (const path of ["../victim/new", "linked/new", ".git/config", "sub/.GIT/config", "git~1/config"]) {
    const { kit, journal, victim } = hostile(state, path);
    const error: unknown = await Promise.resolve()
      .then(() => work(kit))
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "ADP-KIT-012", next: [{ do: expect.stringContaining(journal) }] });
    expect(existsSync(join(victim, "new"))).toBe(false);
    expect(existsSync(join(kit, ".git", "config"))).toBe(false);
    expect(readFileSync(join(victim, "kept"), "utf8")).toBe("mine");
  }
});

test("a journal of an update that was cut off takes it back", () => {
  const { kit } = hostile("applying", "dags/one.py");
  expect(new Journal(kit).recover()).toBe(true);
  expect(readFileSync(join(kit, "dags", "one.py"), "utf8")).toBe("evil");
  expect(new Journal(kit).recover()).toBe(false);
});
