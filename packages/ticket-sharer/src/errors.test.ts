import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Exit } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";

const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");

describe("the README", () => {
  it("has every code", () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
    );
    const codes = new Set(
      sources.flatMap(
        (name) => readFileSync(join(import.meta.dirname, name), "utf8").match(/"TKT-[A-Z-]+[A-Z]"/g) ?? [],
      ),
    );
    expect(codes.size).toBeGreaterThan(15);
    for (const code of codes) {
      const name = code.slice(1, -1);
      // Of a family, the first is written out and the others by their ends.
      const end = /^TKT-[A-Z]+(-.+)$/.exec(name)?.[1] ?? name;
      expect(readme.includes(`\`${name}\``) || readme.includes(`\`${end}\``), name).toBe(true);
    }
  });

  it("has every exit code", () => {
    for (const code of Object.values(Exit).filter((code) => code !== Exit.job))
      expect(readme).toMatch(new RegExp(`^\\| ${code} +\\|`, "m"));
  });
});
