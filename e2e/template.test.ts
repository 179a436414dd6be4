// adp's renderer and real cookiecutter give the same bytes; the peer is cookiecutter from PyPI.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { renderDatakit } from "../packages/adp/src/datakit/index.ts";
import { attempt, ProcessFailure, run } from "../packages/adp/src/kernel/process.ts";
import { venv } from "./suites/venv.ts";
import { root, scratch } from "./world/adp.ts";

const world = scratch("template");
afterAll(() => world.close());
const template = join(root, "cookiecutter-layer2-datakit");

/** path -> mode and content, of everything below a folder. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(
    files
      .sort()
      .map((name) => [
        name,
        `${(statSync(join(folder, name)).mode & 0o777).toString(8)} ${readFileSync(join(folder, name), "base64")}`,
      ]),
  );
}

test.each([
  ["customer-360", "Customer 360 view combining CRM and marketing data"],
  ["a", ""],
  ["umlaute", "Größe & \"Zitat\" 'einfach' \\ % 日本語 <b> {nicht}"],
])("the datakit %s", async (name, description) => {
  const [ours, theirs] = [join(world.folder, `${name}-ours`), join(world.folder, `${name}-theirs`)];
  const bin = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  await run(
    [
      join(bin, "cookiecutter"),
      template,
      "--no-input",
      "--output-dir",
      theirs,
      `datakit_name=${name}`,
      `description=${description}`,
    ],
    {
      env: { HOME: world.folder, COOKIECUTTER_CONFIG: undefined },
    },
  );
  const folder = renderDatakit({ name, description, into: ours });
  expect(folder).toBe(join(ours, `${name}-datakit`));
  const wanted = contents(join(theirs, `${name}-datakit`));
  expect(Object.keys(wanted).length).toBeGreaterThan(10);
  expect(contents(folder)).toEqual(wanted);
});

test.each(["Customer", "calendar", "airflow", "a_b", "x".repeat(41)])(
  "both refuse the name %s",
  async (name) => {
    const bin = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
    const theirs = await attempt(
      [
        join(bin, "cookiecutter"),
        template,
        "--no-input",
        "--output-dir",
        join(world.folder, "refused"),
        `datakit_name=${name}`,
      ],
      {
        env: { HOME: world.folder },
      },
    );
    expect(theirs).toBeInstanceOf(ProcessFailure);
    expect(() => renderDatakit({ name, into: join(world.folder, "refused") })).toThrow(
      expect.objectContaining({ code: "ADP-KIT-001" }),
    );
  },
);

test("what the template may use is little: no filter, no control beyond what both renderers treat alike", () => {
  const allowed =
    /^\s*(cookiecutter\.\w+(\s*\|\s*(lower|replace\('[^']*', '[^']*'\)))*|(if|elif) cookiecutter\.\w+ == '[^']*'|else|endif|raw|endraw)\s*$/;
  const files = readdirSync(template, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.includes("{{") && statSync(join(template, name)).isFile(),
  );
  const texts = [
    ...files,
    ...files.map((name) => readFileSync(join(template, name), "utf8")),
    readFileSync(join(template, "cookiecutter.json"), "utf8"),
  ];
  const expressions = texts.flatMap((text) =>
    [...text.matchAll(/\{[{%]-?(.*?)-?[%}]\}/gs)].map((match) => match[1] ?? ""),
  );
  expect(expressions.length).toBeGreaterThan(5);
  expect(expressions.filter((expression) => !allowed.test(expression))).toEqual([]);
});
