import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Suite } from "./suite.ts";
import { vitest } from "./typescript.ts";

const folder = join(import.meta.dirname, "..");

/**
 * Every scenario is a suite of its own. A line of its file says how it runs, where it differs from the others:
 *
 *     // @suite ci, 300 s, uses corporation
 *
 * `ci`: only with CI=true, or by name. `soak`: only by `make soak`, or by name. `300 s`: about how long it takes. `uses X`:
 * not while another one uses X, such as `accounts`, the users of this machine.
 */
export const scenarioSuites: Suite[] = readdirSync(folder)
  .filter((file) => file.endsWith(".test.ts"))
  .sort()
  .map((file) => ({
    ...vitest("e2e", file.replace(".test.ts", ""), "e2e/vitest.config.ts", [`e2e/${file}`]),
    ...howItRuns(readFileSync(join(folder, file), "utf8"), file),
  }));

export function howItRuns(
  source: string,
  file: string,
): Partial<Pick<Suite, "ci" | "room" | "seconds" | "uses">> {
  const words = /^\/\/ @suite (.*)$/m.exec(source)?.[1]?.split(", ") ?? [];
  return Object.assign({}, ...words.map((word) => property(word.trim(), file)));
}

function property(word: string, file: string): Partial<Pick<Suite, "ci" | "room" | "seconds" | "uses">> {
  if (word === "ci") return { ci: true };
  if (word === "soak") return { room: "soak" };
  const seconds = /^(\d+) s$/.exec(word)?.[1];
  if (seconds !== undefined) return { seconds: Number(seconds) };
  const uses = /^uses ([\w-]+)$/.exec(word)?.[1];
  if (uses !== undefined) return { uses };
  throw new Error(`${file}: unknown word in its @suite line: ${word}`);
}
