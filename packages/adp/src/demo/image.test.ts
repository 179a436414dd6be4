// The README's picture of the demo is drawn from a run by scripts/demo-image.ts. It goes stale when what the demo prints
// changes: then `make demo >demo.txt 2>&1` and the script once more (CONTRIBUTING.md).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { platformRoot } from "../kernel/home.ts";

const root = platformRoot();
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const texts = [...read("docs", "images", "demo.svg").matchAll(/<text [^>]*>(.*)<\/text>/g)].map(
  ([, text = ""]) => text.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&"),
);

test("the steps of the picture are the demo's", () => {
  const code = read("packages/adp/src/demo/demo.ts") + read("packages/adp/src/engine/embedded/engine.ts");
  const steps = texts.flatMap((text) => /^ {2}ok (.*) [\d.]+ s$/.exec(text)?.[1] ?? []);
  expect(steps.length).toBeGreaterThan(8);
  for (const step of steps) {
    const written = step.replace("nyc_flights_incremental", `\${FLIGHTS_DAG}`);
    expect(code).toContain(written);
  }
});

test("the parts of the picture are the report's, all that concern others than who ran it", () => {
  const code = read("packages/adp/src/demo/print.ts");
  const titles = [...code.matchAll(/section\(\s*["`](.*)["`],/g)].map(([, title = ""]) => title);
  const shown = texts.filter((text) => /^[A-Z]/.test(text) && !text.startsWith("Green: "));
  expect(shown.map((title) => title.replace(/^Airport \w+/, `Airport \${report.airport.faa}`))).toEqual(
    titles.filter((title) => title !== "Time" && title !== "Next"),
  );
});
