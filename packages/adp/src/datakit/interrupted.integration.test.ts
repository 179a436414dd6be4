import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
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
const own = Object.fromEntries(names.map((name) => [name, system[name] as Call]));

/** The call that fails: alone, as on a disk that is full, or with all after it, as of a process that ended. */
let failing: { readonly number: number; readonly how: "full" | "ended"; count: number } | undefined;

function called(name: string, args: readonly unknown[]): unknown {
  const isRead = name === "openSync" && (args[1] === undefined || args[1] === "r");
  if (failing !== undefined && !isRead) {
    const { number, how } = failing;
    const count = ++failing.count;
    if (count === number || (how === "ended" && count > number))
      throw Object.assign(new Error(`${how} at call ${number}, ${name}`), { code: "ENOSPC" });
  }
  // What is on the disk after a power cut is not looked at here: nothing waits for it.
  return name === "fsyncSync" ? undefined : own[name]?.(...args);
}

beforeAll(() => {
  for (const name of names) system[name] = (...args) => called(name, args);
  syncBuiltinESMExports();
});
afterAll(() => {
  Object.assign(system, own);
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
  failing = { number, how, count: 0 };
  try {
    work();
    return false;
  } catch {
    return true;
  } finally {
    failing = undefined;
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
