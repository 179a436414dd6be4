import { describe, expect, it } from "vitest";
import type { Problem } from "../errors.ts";
import { makeLog } from "../log/log.ts";
import { ProblemMemory } from "./problem-memory.ts";

function begin() {
  const said: { event: string; code?: string; message: string }[] = [];
  const time = { now: 0 };
  const log = makeLog({ format: "json", now: () => time.now, print: (line) => said.push(JSON.parse(line)) });
  const memory = new ProblemMemory(log, "source", () => time.now);
  return { memory, said, time };
}

const lasting: Problem = { code: "A", what: "a", next: [], exit: 65 };
const passing: Problem = { code: "B", what: "b", next: [], exit: 66, transient: true };

describe("ProblemMemory", () => {
  it("tells a problem once, and that it is over", () => {
    const { memory, said } = begin();
    memory.set(lasting, "warn");
    memory.set(lasting, "warn");
    memory.clear();
    memory.clear();
    expect(said.map(({ event }) => event)).toEqual(["source", "source-recovered"]);
  });

  it("does not mention what passes within a second, also not one after another", () => {
    const { memory, said, time } = begin();
    for (const code of ["B", "C", "D"]) {
      memory.set({ ...passing, code }, "warn");
      time.now += 300;
    }
    memory.clear();
    expect(said).toEqual([]);
    memory.set(passing, "warn");
    time.now += 1000;
    memory.flush();
    expect(said.map(({ code }) => code)).toEqual(["B"]);
  });

  it("what was reported stays told while something passing comes between", () => {
    const { memory, said, time } = begin();
    memory.set(lasting, "warn");
    memory.set(passing, "warn");
    expect(memory.reported).toBe(lasting);
    time.now += 2000;
    memory.clear();
    expect(said.map(({ event, message }) => [event, message])).toEqual([
      ["source", "a"],
      ["source-recovered", "Over: a"],
    ]);
  });

  it("a text that changes as time goes by is one problem where it is about the same", () => {
    const { memory, said } = begin();
    for (const seconds of [1, 2, 3])
      memory.set({ ...lasting, what: `${seconds} s ago`, subject: "alice" }, "warn");
    memory.set({ ...lasting, what: "1 s ago", subject: "bob" }, "warn");
    expect(said.map(({ message }) => message)).toEqual(["1 s ago", "1 s ago"]);
    expect(memory.reported?.subject).toBe("bob");
  });

  it("tries again after 1, 2, 4 ... at most 60 s", () => {
    const { memory, time } = begin();
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      memory.set(lasting, "warn");
      const from = time.now;
      while (!memory.mayTry()) time.now += 500;
      waits.push((time.now - from) / 1000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it("a clock that is set back keeps nothing waiting", () => {
    const { memory, said, time } = begin();
    time.now = 3_600_000;
    memory.set(passing, "warn");
    memory.wait();
    expect(memory.mayTry()).toBe(false);
    time.now = 0;
    expect(memory.mayTry()).toBe(true);
    memory.flush();
    expect(said.length).toBe(1);
  });
});
