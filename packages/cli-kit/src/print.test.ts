import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { act, adp, again, either, fillNext, nextLines, quoted, run, shell } from "./index.ts";

const fill = { again: "adp dev start --python '/a b'", adp: (words: string) => `node adp.mjs ${words}` };

test("one step is what comes next", () => {
  expect(nextLines([run(shell`docker login ${"registry.corp"}`)], fill)).toEqual([
    "  next:  docker login registry.corp",
  ]);
});

test("steps that follow each other differ from alternatives", () => {
  const next = [
    either(run(shell`sudo systemctl start docker`), [
      act("open Docker Desktop"),
      run(shell`docker info`, "shows the engine"),
    ]),
    again,
  ];
  expect(nextLines(next, fill)).toEqual([
    "  first: sudo systemctl start docker",
    "  or:    open Docker Desktop",
    "         then docker info",
    "         (shows the engine)",
    "  then:  adp dev start --python '/a b'",
  ]);
});

test("the data that --json prints holds the same commands", () => {
  expect(
    fillNext([run(adp`layer1 list --name ${"a b"}`, "lists"), either(again, act("wait"))], fill),
  ).toEqual([
    { run: "node adp.mjs layer1 list --name 'a b'", why: "lists" },
    { either: [[{ run: fill.again }], [{ do: "wait" }]] },
  ]);
});

test("a shell takes every quoted word as it was", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0")),
      (word) => {
        const said = spawnSync("/bin/sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" });
        expect(said.stdout).toBe(word);
      },
    ),
    { numRuns: 60 },
  );
});
