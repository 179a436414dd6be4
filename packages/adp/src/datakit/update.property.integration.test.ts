import fc from "fast-check";
import { expect, test } from "vitest";
import { AdpError } from "../kernel/errors.ts";
import { KitRoom } from "./testing/kit-room.ts";
import { updateDatakit } from "./update.ts";

/** Who changes a line. */
type Who = "nobody" | "you" | "template" | "both";
const who = fc.constantFrom<Who>("nobody", "nobody", "nobody", "you", "template", "both");
const file = fc.array(who, { minLength: 1, maxLength: 14 });
const names = ["dags/a.py", "include/b c.sql", "größe.txt"];

function lines(changes: readonly Who[], side: "you" | "template" | undefined, name: string): string {
  return changes
    .map((changed, index) =>
      side !== undefined && (changed === side || changed === "both")
        ? `${side} ${name} ${index}\n`
        : `line ${name} ${index}\n`,
    )
    .join("");
}

test("random edits by line: what nobody touched is there, what one side changed is there, what both changed is there or marked", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(...names.map(() => file)), async (changes) => {
      const version = (side?: "you" | "template") =>
        Object.fromEntries(names.map((name, index) => [name, lines(changes[index] ?? [], side, name)]));
      const room = await KitRoom.open(version());
      try {
        await room.edit(version("you"));
        await room.release("2", version("template"));
        const conflicts = await updateDatakit(room.kit, room.template, { allowDirty: false }).then(
          (): readonly string[] => [],
          (error: unknown) => {
            if (error instanceof AdpError && error.code === "ADP-KIT-009") return error.evidence;
            throw error;
          },
        );
        names.forEach((name, at) => {
          const found = room.read(name).split("\n");
          const isMarked = found.some((line) => line.startsWith("<<<<<<<"));
          expect(conflicts.includes(name)).toBe(isMarked);
          (changes[at] ?? []).forEach((changed, index) => {
            const [old, you, template] = ["line", "you", "template"].map(
              (word) => `${word} ${name} ${index}`,
            );
            if (changed === "nobody") expect(found).toContain(old);
            if (changed === "you" || changed === "both") expect(found).toContain(you);
            if (changed === "template" || changed === "both") expect(found).toContain(template);
            if (changed === "both") expect(isMarked).toBe(true);
          });
          // Nothing is invented: every line is of a side, or a mark.
          const known = new Set(
            [version(), version("you"), version("template")].flatMap((one) => one[name]?.split("\n") ?? []),
          );
          for (const line of found)
            expect(known.has(line) || /^(<{7}|={7}|>{7})/.test(line), line).toBe(true);
        });
      } finally {
        room.close();
      }
    }),
    { numRuns: 12 },
  );
}, 600_000);
