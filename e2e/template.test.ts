// adp's renderer and real cookiecutter give the same bytes, and what either made is updated; cookiecutter is from PyPI.
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { checkDatakit, renderDatakit, updateDatakit } from "../packages/adp/src/datakit/index.ts";
import { AdpError } from "../packages/adp/src/kernel/errors.ts";
import { attempt, ProcessFailure, run } from "../packages/adp/src/kernel/process.ts";
import { venv } from "./suites/venv.ts";
import { root, scratch } from "./world/adp.ts";

const world = scratch("template");
afterAll(() => world.close());
const template = join(root, "cookiecutter-layer2-datakit");
/** cookiecutter keeps its settings and, of a template with a hook before the questions, an empty folder. */
const ofCookiecutter = () => ({ HOME: world.folder, TMPDIR: world.folder, COOKIECUTTER_CONFIG: undefined });

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
  ["customer-360", "Customer 360 view combining CRM and marketing data", "given"],
  ["a", "", "given"],
  ["umlaute", "Größe & \"Zitat\" 'einfach' \\ % 日本語 <b> {{ nicht }}", "typed"],
])("the datakit %s", async (name, description, how) => {
  const [ours, theirs] = [join(world.folder, `${name}-ours`), join(world.folder, `${name}-theirs`)];
  const bin = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  const given = ["--no-input", `datakit_name=${name}`, `description=${description}`];
  await run(
    [join(bin, "cookiecutter"), "--output-dir", theirs, template, ...(how === "given" ? given : [])],
    {
      env: ofCookiecutter(),
      ...(how === "typed" ? { input: `${name}\n${description}\n` } : {}),
    },
  );
  mkdirSync(ours);
  const folder = await renderDatakit({ name, description, into: ours });
  expect(folder).toBe(join(ours, `${name}-datakit`));
  const wanted = contents(join(theirs, `${name}-datakit`));
  expect(Object.keys(wanted).length).toBeGreaterThan(10);
  expect(contents(folder)).toEqual(wanted);
  // What cookiecutter made is connected to the template, too.
  expect(await checkDatakit(join(theirs, `${name}-datakit`), template)).toMatchObject({ state: "current" });
});

test.each(["Customer", "orders-datakit"])("both refuse the name %s with the same words", async (name) => {
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
      env: ofCookiecutter(),
    },
  );
  expect(theirs).toBeInstanceOf(ProcessFailure);
  let ours: unknown;
  try {
    await renderDatakit({ name, into: world.folder });
  } catch (error) {
    ours = error;
  }
  if (!(ours instanceof AdpError)) throw new Error(`adp did not refuse ${name}`);
  expect(ours.code).toBe("ADP-KIT-001");
  expect(theirs.stderr).toContain(`${ours.message.replace(/\.$/, "")}. ${ours.why}`);
});

interface Case {
  readonly typed?: readonly [name: string, description: string];
  readonly given: Readonly<Record<string, string>>;
}

/** Answers that people give, and such as break YAML, Jinja, Python, JSON or a terminal; every one is text. */
const hostile = [
  ...[
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{% endraw %}",
    "{# x #}",
    "{{",
    "}}",
    "{%",
    "$ {{ vars.X }}",
    "{{ cookiecutter }}",
  ],
  ...[
    ": - ? & * ! | > % @ `",
    "- a: [b, {c: d}]",
    "---",
    "!!python/object:x",
    "# no comment",
    "yes",
    "null",
    "~",
  ],
  ...['"""', "'''", "\\", "\\n", '"', "'", "`id`", "$(id)", "$HOME", "<b>&amp;</b>", "[red]x[/]", "%s %d"],
  ...[
    "Größe",
    "日本語",
    "👩‍👩‍👧‍👦 🇨🇭",
    "e\u0301",
    "\u202eabc",
    "a\u0000b",
    "\u001b[31mred",
    "a\u2028x",
    "a\ufeffx",
    "ǅ",
  ],
];
const unfit = [
  "orders-datakit",
  "Sales Data",
  "a_b",
  "class",
  "9",
  "x--y",
  "a-datakit-datakit",
  "calendar",
  "airflow",
  "pg-x",
  "sys",
  "x".repeat(41),
];
const shortText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(shortText, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(" ")),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(shortText, fc.integer({ min: 100, max: 3000 })).map(([part, n]) => part.repeat(n)),
  },
);
const name = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,3}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...unfit),
  },
  { weight: 1, arbitrary: shortText.filter((one) => !/[\n\r]/.test(one)) },
);
const airflow = fc.constantFrom<Record<string, string>>({}, { _airflow_major: "2" }, { _airflow_major: "3" });
// cookiecutter takes the blanks off an answer that is typed, and reads it to the end of the line.
const typed = fc
  .record({ name, description: text, given: airflow })
  .map(({ name, description, given }): Case => ({ typed: [trimmed(name), trimmed(description)], given }));
// It renders one that is given.
const given = fc
  .record({ name, description: text })
  .filter((one) => !/[{}]|\r/.test(one.name + one.description))
  .map(({ name, description }): Case => ({ given: { datakit_name: name, description } }));

function trimmed(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python's blanks.
  return text.replaceAll(/[\r\n]/g, " ").replaceAll(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, "");
}

test("240 generated answers, most of them typed as two lines: the same bytes, or the same words of refusal", async () => {
  const cases = fc.sample(fc.oneof({ weight: 3, arbitrary: typed }, { weight: 1, arbitrary: given }), {
    numRuns: 240,
    seed: 14,
  });
  const bin = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  const into = join(world.folder, "many");
  const program = join(import.meta.dirname, "world", "cookiecutter-many.py");
  // In no repository, and without docker and git on PATH: what they say is tested with few answers, and takes most time.
  const plain = join(into, "plain");
  cpSync(template, plain, { recursive: true });
  const { stdout } = await run([join(bin, "python"), program, plain, join(into, "theirs")], {
    input: JSON.stringify(cases),
    env: { ...ofCookiecutter(), PATH: into },
  });
  const theirs = JSON.parse(stdout) as { made?: string; unread?: string; refused?: string }[];
  expect(theirs).toHaveLength(cases.length);
  const counts = { made: 0, refused: 0 };
  for (const [index, { typed, given }] of cases.entries()) {
    const ours = join(into, "ours", String(index));
    mkdirSync(ours, { recursive: true });
    // An empty line takes the default.
    const name = typed === undefined ? (given.datakit_name ?? "") : typed[0] || "customer-360";
    const description = typed === undefined ? given.description : typed[1] || undefined;
    const airflow = given._airflow_major === "2" ? "2" : "3";
    const { made, unread, refused } = theirs[index] ?? {};
    const answers = { name, description, airflow, into: ours, template: plain } as const;
    if (made === undefined) {
      counts.refused += 1;
      const error = await refusal(answers);
      expect(refused).toContain(`is not a valid datakit name. ${error.why}`);
      continue;
    }
    counts.made += 1;
    expect(unread).toBe("");
    expect(contents(await renderDatakit(answers))).toEqual(contents(made));
  }
  expect(counts.made).toBeGreaterThanOrEqual(200);
  expect(counts.refused).toBeGreaterThan(10);
});

async function refusal(answers: Parameters<typeof renderDatakit>[0]): Promise<AdpError> {
  try {
    await renderDatakit(answers);
  } catch (error) {
    if (error instanceof AdpError) return error;
    throw error;
  }
  throw new Error(`adp made ${answers.name}`);
}

test("what the template may use is little: no filter, no control beyond what both renderers treat alike", () => {
  const allowed =
    /^\s*(cookiecutter\.\w+(\s*\|\s*(lower|replace\('[^']*', '[^']*'\)))*|(if|elif) cookiecutter\.\w+ == '[^']*'|else|endif)\s*$/;
  const files = readdirSync(template, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.includes("{{") && statSync(join(template, name)).isFile(),
  );
  const texts = [
    ...files,
    ...files.map((name) => readFileSync(join(template, name), "utf8")),
    readFileSync(join(template, "cookiecutter.json"), "utf8"),
  ];
  const expressions = texts.flatMap((text) =>
    [...text.replaceAll(/\{% raw %\}.*?\{% endraw %\}/gs, "").matchAll(/\{[{%]-?(.*?)-?[%}]\}/gs)].map(
      (match) => match[1] ?? "",
    ),
  );
  expect(expressions.length).toBeGreaterThan(5);
  expect(expressions.filter((expression) => !allowed.test(expression))).toEqual([]);
});

test("a datakit that cookiecutter made takes two later versions of the template, and keeps its own edits", async () => {
  const bin = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  const fork = join(world.folder, "fork");
  const forked = join(fork, "cookiecutter-layer2-datakit");
  const inFork = join(forked, "{{cookiecutter.datakit_name}}-datakit");
  const kit = join(world.folder, "life", "orders-datakit");
  const git = (folder: string, ...words: string[]) =>
    run(["git", "-c", "user.name=A", "-c", "user.email=a@example.com", ...words], { cwd: folder });
  const change = (file: string, from: RegExp, to: string) => {
    const before = readFileSync(file, "utf8");
    const after = before.replace(from, to);
    expect(after, file).not.toBe(before);
    writeFileSync(file, after);
  };
  const release = async (version: string) => {
    writeFileSync(join(forked, "VERSION"), `${version}\n`);
    await git(fork, "add", "--all");
    await git(fork, "commit", "--quiet", "--message", version);
  };
  cpSync(template, forked, { recursive: true });
  await git(world.folder, "init", "--quiet", fork);
  await release("1.0.0");
  const words = ["--no-input", "--output-dir", join(world.folder, "life"), "datakit_name=orders"];
  await run([join(bin, "cookiecutter"), forked, ...words], { env: ofCookiecutter() });
  await git(kit, "init", "--quiet");
  await git(kit, "add", "--all");
  await git(kit, "commit", "--quiet", "--message", "made");

  change(join(kit, "dags", "orders", "models.py"), /^/, "# ours\n");
  renameSync(join(kit, "dags", "example_dag.py"), join(kit, "dags", "orders_dag.py"));
  writeFileSync(join(kit, "requirements.txt"), "polars==1.40.0\n");
  rmSync(join(kit, "airflow_settings.example.yaml"));
  await git(kit, "add", "--all");
  await git(kit, "commit", "--quiet", "--message", "our work");

  change(join(inFork, "dags", "example_dag.py"), /$/, "# a line that version 1.1 adds\n");
  change(join(inFork, "Dockerfile"), /^/, "# version 1.1\n");
  await release("1.1.0");
  expect(await checkDatakit(kit, forked)).toMatchObject({ state: "behind" });
  expect((await updateDatakit(kit, forked, { allowDirty: false })).conflicts).toEqual([]);
  await git(kit, "commit", "--all", "--quiet", "--message", "1.1");

  renameSync(join(inFork, "packages.txt"), join(inFork, "debian-packages.txt"));
  change(join(inFork, "airflow_settings.example.yaml"), /$/, "# 2.0\n");
  change(join(inFork, "Dockerfile"), /# version 1.1/, "# version 2.0");
  await release("2.0.0");
  const { notes, conflicts } = await updateDatakit(kit, forked, { allowDirty: false });
  expect({ notes, conflicts }).toEqual({
    notes: [expect.stringContaining("airflow_settings.example.yaml: you deleted it")],
    conflicts: [],
  });
  expect(readFileSync(join(kit, "dags", "orders_dag.py"), "utf8")).toMatch(
    /# a line that version 1.1 adds\n$/,
  );
  expect(readFileSync(join(kit, "dags", "orders", "models.py"), "utf8")).toMatch(/^# ours\n/);
  expect(readFileSync(join(kit, "requirements.txt"), "utf8")).toBe("polars==1.40.0\n");
  expect(readFileSync(join(kit, "Dockerfile"), "utf8")).toMatch(/^# version 2.0\n/);
  expect(readdirSync(kit)).toContain("debian-packages.txt");
  expect(readdirSync(kit)).not.toContain("packages.txt");
  expect(await checkDatakit(kit, forked)).toMatchObject({ state: "current" });
});
