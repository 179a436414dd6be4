// Histories of a template and a project: an update loses nothing and invents nothing. docs/datakit-histories.md has what
// `adp datakit update` makes of each beside cruft and copier, whose versions are pinned: this checks the column of adp.
// ADP_E2E_PEERS=1 runs all three, some minutes long, and writes the page again.
// @suite 30 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type History, histories } from "./histories/histories.ts";
import { copier, cruft, ours, type Peer } from "./histories/peers.ts";
import { judge, type Verdict, words } from "./histories/verdict.ts";
import { venv } from "./suites/venv.ts";
import { root, scratch } from "./world/adp.ts";

const world = scratch("histories");
afterAll(() => world.close());
const page = join(root, "docs", "datakit-histories.md");
const peersLock = join(root, "e2e", "requirements", "peers.txt");
const env = {
  HOME: world.folder,
  GIT_CONFIG_GLOBAL: join(world.folder, "gitconfig"),
  GIT_CONFIG_NOSYSTEM: "1",
};
beforeAll(() => {
  const settings = ["[user]", "name = A", "email = a@example.com", "[init]", "defaultBranch = main", ""];
  writeFileSync(env.GIT_CONFIG_GLOBAL, settings.join("\n"));
});

async function live(history: History, peer: Peer): Promise<Verdict> {
  await peer.release("1.0.0", history);
  const kit = await peer.make();
  await kit.commit();
  kit.write("own.txt", "own\n");
  await history.edit(kit);
  await kit.commit();
  await peer.release("2.0.0", history);
  return judge(history, kit, await peer.update(kit));
}

const rows = () =>
  readFileSync(page, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.split(" | ").length === 4)
    .slice(1);

test.each(histories)("$name", async (history) => {
  const peer = ours({ folder: join(world.folder, "ours", history.name), bin: "", env });
  const mine = await live(history, peer);
  expect(mine).toMatchObject({ yours: "kept", intact: true });
  expect(mine.theirs).not.toBe("dropped");
  // What a person has to look at shows in the exit code.
  expect(mine.exit).toBe(mine.theirs === "marked" ? 1 : 0);
  expect(rows()).toContainEqual(expect.stringContaining(`| ${history.name} | ${words(mine)} | `));
});

test("the page has every history, and the peers' versions", () => {
  expect(rows()).toHaveLength(histories.length);
  const lock = readFileSync(peersLock, "utf8");
  for (const name of ["cruft", "copier"]) {
    const version = new RegExp(`^${name}==(\\S+)`, "m").exec(lock)?.[1];
    expect(readFileSync(page, "utf8")).toContain(`${name} ${version}`);
  }
});

describe.skipIf(process.env.ADP_E2E_PEERS === undefined)(
  "beside cruft and copier (set ADP_E2E_PEERS=1)",
  () => {
    test("the page is written again", async () => {
      const bin = await venv(root, "peers", peersLock);
      const written: string[] = [];
      for (const [index, history] of histories.entries()) {
        const cells: string[] = [];
        for (const peer of [ours, cruft, copier])
          cells.push(
            words(await live(history, peer({ folder: join(world.folder, `${index}`, peer.name), bin, env }))),
          );
        written.push(`| ${[history.name, ...cells].join(" | ")} |`);
      }
      const now = readFileSync(page, "utf8");
      const head = now.slice(0, now.indexOf("|---|---|---|---|\n") + "|---|---|---|---|\n".length);
      const tail = now.slice(head.length).replace(/^(\|.*\n)*/, "");
      writeFileSync(page, `${head}${written.join("\n")}\n${tail}`);
    }, 1_800_000);
  },
);
