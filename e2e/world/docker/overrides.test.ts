import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const example = join(import.meta.dirname, "..", "..", "..", "examples", "nyc-flights-incremental");

test("the example's override with the engine proxy has all of the one without it", () => {
  const lines = (name: string) =>
    readFileSync(join(example, name), "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"));
  const has = new Set(lines("docker-compose.runners.yml"));
  const missing = lines("docker-compose.override.yml").filter((line) => !has.has(line));
  expect(missing).toEqual(["scheduler: *platform"]);
});
