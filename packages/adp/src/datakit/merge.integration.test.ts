import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { mergeTrees, type Tree } from "./merge.ts";

const labels = { ours: "yours", theirs: "template-2" };

function tree(files: Readonly<Record<string, string>>): Tree {
  return new Map(
    Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: "100644" }]),
  );
}

// Words that differ whole, so that nothing looks like a rename of something else.
const names = ["dags/a.py", "include/b.sql", "c.txt", "d/e/f.md"];
const block = fc.array(fc.stringMatching(/^[a-z]{6}$/), { minLength: 3, maxLength: 6 });
type Edit = "none" | "top" | "bottom" | "whole" | "delete";
const edits = fc.constantFrom<Edit>("none", "top", "bottom", "whole", "delete");

function edited(lines: readonly string[], edit: Edit, word: string): string | undefined {
  if (edit === "delete") return undefined;
  const all = { none: lines, top: [word, ...lines], bottom: [...lines, word], whole: [word] }[edit];
  return `${all.join("\n")}\n`;
}

async function property(rounds: number): Promise<void> {
  const one = fc.record({ lines: block, ours: edits, theirs: edits });
  await fc.assert(
    fc.asyncProperty(fc.tuple(...names.map(() => one)), async (kinds) => {
      const side = (of: "ours" | "theirs") =>
        tree(
          Object.fromEntries(
            kinds.flatMap(({ lines, [of]: edit }, index) => {
              const text = edited(lines, edit, `${of} ${index} word`);
              return text === undefined ? [] : [[names[index] ?? "", text]];
            }),
          ),
        );
      const base = tree(
        Object.fromEntries(kinds.map(({ lines }, index) => [names[index] ?? "", `${lines.join("\n")}\n`])),
      );
      const [ours, theirs] = [side("ours"), side("theirs")];
      const { tree: result, conflicts } = await mergeTrees({ base, ours, theirs }, labels);
      kinds.forEach((kind, index) => {
        const path = names[index] ?? "";
        const text = result.get(path)?.content.toString();
        const [mine, other] = [ours, theirs].map((one) => one.get(path)?.content.toString());
        if (conflicts.has(path)) {
          // Both changed it: both are there, one way or another.
          expect(kind.ours !== "none" && kind.theirs !== "none").toBe(true);
          if (mine !== undefined && other !== undefined)
            for (const word of [`ours ${index} word`, `theirs ${index} word`]) expect(text).toContain(word);
        } else if (kind.ours === "none") expect(text).toBe(other);
        else if (kind.theirs === "none") expect(text).toBe(mine);
        else if (text !== undefined)
          for (const word of [`ours ${index} word`, `theirs ${index} word`]) expect(text).toContain(word);
        else expect([mine, other]).toEqual([undefined, undefined]);
      });
    }),
    { numRuns: rounds },
  );
}

afterEach(() => vi.unstubAllEnvs());

test("random edits of both sides: nothing is lost, nothing is invented", async () => {
  await property(25);
});

test("the same with a git before 2.38, whose merge-tree cannot write trees", async () => {
  const folder = mkdtempSync(join(tmpdir(), "adp-git-"));
  const script = `#!/bin/sh\ncase "$*" in *"--write-tree -z"*) echo "usage: git merge-tree" >&2; exit 129;; esac\nPATH="\${PATH#*:}" exec git "$@"\n`;
  writeFileSync(join(folder, "git"), script, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  await property(8);
  rmSync(folder, { recursive: true });
});

test("without git: ADP-KIT-013", async () => {
  vi.stubEnv("PATH", "/nothing");
  await expect(
    mergeTrees({ base: tree({}), ours: tree({}), theirs: tree({}) }, labels),
  ).rejects.toMatchObject({
    code: "ADP-KIT-013",
  });
});
