import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { Journal } from "./journal.ts";
import { KitRoom } from "./testing/kit-room.ts";
import { planUpdate, type UpdatePlan } from "./update.ts";

// A process that ends, and a disk that fills, at each of the calls that change a file: by their number, one after the other.

const names = [
  ...[
    "openSync",
    "writeFileSync",
    "writeSync",
    "renameSync",
    "linkSync",
    "unlinkSync",
    "rmSync",
    "rmdirSync",
  ],
  ...["mkdirSync", "chmodSync", "fchmodSync", "symlinkSync", "fsyncSync", "ftruncateSync"],
] as const;
type Call = (...args: unknown[]) => unknown;
const system = fs as unknown as Record<string, Call>;
const fsync = system.fsyncSync as Call;
// What is on the disk after a power cut is not looked at here: nothing waits for it.
const own: Record<string, Call> = {
  ...Object.fromEntries(names.map((name) => [name, system[name] as Call])),
  fsyncSync: () => undefined,
};

/** Makes the call of this number fail: alone, as on a disk that is full, or with all after it, as of a process that ended. */
function failAt(number: number, how: "full" | "ended"): void {
  let count = 0;
  for (const name of names)
    system[name] = (...args) => {
      const isRead = name === "openSync" && (args[1] === undefined || args[1] === "r");
      if (!isRead) count++;
      if (!isRead && (count === number || (how === "ended" && count > number)))
        throw Object.assign(new Error(`${how} at call ${number}, ${name}`), { code: "ENOSPC" });
      return own[name]?.(...args);
    };
  syncBuiltinESMExports();
}

function failNoMore(): void {
  Object.assign(system, own);
  syncBuiltinESMExports();
}
beforeEach(failNoMore);
afterAll(() => {
  system.fsyncSync = fsync;
  syncBuiltinESMExports();
});

let room: KitRoom;
let plan: UpdatePlan;
beforeEach(async () => {
  room = await KitRoom.open({
    ...{ "changed.txt": "1\n", "removed/one.txt": "r\n", "folder.txt": "f\n" },
    ...{ "both.txt": "1\n", "same.txt": "s\n", ".gitignore": ".adp/run/\n" },
  });
  fs.symlinkSync("same.txt", join(room.kit, "link"));
  await room.edit({ "own.txt": "mine\n" });
  await room.release("2", {
    ...{ "changed.txt": "2\n", "added/deep/one.txt": "a\n", "folder.txt/now.txt": "f\n" },
    ...{ "both.txt": "2\n", "same.txt": "s\n", ".gitignore": ".adp/run/\n" },
  });
});
afterEach(() => room.close());

/** Every file, and what the datakit was made from. */
function state(): string {
  return JSON.stringify([
    room.files(),
    fs.readdirSync(join(room.kit, ".adp")),
    room.read(".adp/datakit.lock"),
  ]);
}

async function planned(): Promise<UpdatePlan> {
  fs.mkdirSync(join(room.kit, ".adp", "run"), { recursive: true });
  return planUpdate(room.kit, room.template);
}

const apply = () => new Journal(room.kit).apply(plan.changes, { lock: plan.lock, conflicts: plan.conflicts });

/** Whether the work came to its end in spite of the failure. */
function failed(work: () => unknown, number: number, how: "full" | "ended"): boolean {
  failAt(number, how);
  try {
    work();
    return false;
  } catch {
    return true;
  } finally {
    failNoMore();
  }
}

/** Fails the work at its first call, at its second, and so on, until there is none left to fail. Gives their number. */
function atEach(work: () => unknown, how: "full" | "ended", after: (number: number) => void): number {
  for (let number = 1; ; number++) {
    if (!failed(work, number, how)) return number - 1;
    after(number);
  }
}

test("an update that ends anywhere is taken back by the next command", async () => {
  plan = await planned();
  const before = state();
  const calls = atEach(apply, "ended", (number) => {
    new Journal(room.kit).recover();
    // Where the last call failed, all of it is there, and says so.
    if (room.read("changed.txt") === "2\n") new Journal(room.kit).undo();
    expect(state(), `call ${number}`).toBe(before);
  });
  expect(calls).toBeGreaterThan(20);
});

test("on a disk that fills anywhere an update leaves the datakit as it was, without a next command", async () => {
  plan = await planned();
  const before = state();
  const calls = atEach(apply, "full", (number) => {
    if (room.read("changed.txt") === "2\n") new Journal(room.kit).undo();
    expect(state(), `call ${number}`).toBe(before);
  });
  expect(calls).toBeGreaterThan(20);
});

test.each([["without conflicts"], ["with conflicts"]])(
  "an undo %s that ends anywhere is finished by the next command",
  async (how) => {
    if (how === "with conflicts") await room.edit({ "both.txt": "mine\n" });
    plan = await planned();
    expect(plan.conflicts).toEqual(how === "with conflicts" ? ["both.txt"] : []);
    const before = state();
    apply();
    const calls = atEach(
      () => new Journal(room.kit).undo(),
      "ended",
      (number) => {
        new Journal(room.kit).recover();
        // Where the first call failed, nothing was begun.
        if (room.read("changed.txt") === "2\n") new Journal(room.kit).undo();
        expect(state(), `call ${number}`).toBe(before);
        apply();
      },
    );
    expect(calls).toBeGreaterThan(10);
    expect(state()).toBe(before);
  },
);
