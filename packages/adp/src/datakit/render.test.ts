import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AdpError } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { renderDatakit } from "./index.ts";
import { nameRules, nameTrouble } from "./names.ts";

const real = join(platformRoot(), "cookiecutter-layer2-datakit");
const rules = nameRules.parse(JSON.parse(readFileSync(join(real, "cookiecutter.json"), "utf8"))._name_rules);

let folder: string;
let template: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-render-"));
  template = join(folder, "template");
  mkdirSync(join(template, "{{cookiecutter.datakit_name}}-datakit", "dags"), { recursive: true });
  writeFileSync(
    join(template, "cookiecutter.json"),
    JSON.stringify({
      datakit_name: "x",
      description: "about {{ cookiecutter.datakit_name }}",
      _name_rules: rules,
      __module: "{{ cookiecutter.datakit_name | replace('-', '_') }}",
    }),
  );
  mkdirSync(into());
  write("dags/{{cookiecutter.__module}}.py", '"""{{ cookiecutter.description }}"""\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(template, "{{cookiecutter.datakit_name}}-datakit", name), content);
}
const into = () => join(folder, "out");
const render = (name: string, description?: string) =>
  renderDatakit({ name, description, into: into(), template });

test("names and contents are rendered, the last newline is kept", async () => {
  const made = await render("customer-360", "It's <b>fine</b> & ünïcode");
  expect(made).toBe(join(into(), "customer-360-datakit"));
  expect(readFileSync(join(made, "dags", "customer_360.py"), "utf8")).toBe(
    `"""It's <b>fine</b> & ünïcode"""\n`,
  );
});

test("defaults may use earlier answers", async () => {
  const made = await render("orders");
  expect(made).toBe(join(into(), "orders-datakit"));
  expect(readFileSync(join(made, "dags", "orders.py"), "utf8")).toBe('"""about orders"""\n');
});

test("a binary file is copied as it is", async () => {
  const bytes = Buffer.from([0, 1, 2, 123, 123, 32, 120, 125, 125, 255]);
  write("logo.bin", bytes);
  expect(readFileSync(join(await render("a"), "logo.bin"))).toEqual(bytes);
});

test("a name that is no datakit's name: ADP-KIT-001, and nothing is made", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), fc.constantFrom("../evil", "A", "a--b", "-a", "a-", "1a", "a/b", "a b", "é", "")),
      async (name) => {
        fc.pre(nameTrouble(name, rules) !== undefined);
        await expect(render(name)).rejects.toEqual(expect.objectContaining({ code: "ADP-KIT-001" }));
      },
    ),
  );
  expect(readdirSync(into())).toEqual([]);
});

test("a folder that exists: ADP-KIT-002, and it is not touched", async () => {
  const made = await render("a");
  writeFileSync(join(made, "mine.txt"), "work");
  await expect(render("a")).rejects.toEqual(expect.objectContaining({ code: "ADP-KIT-002" }));
  expect(readFileSync(join(made, "mine.txt"), "utf8")).toBe("work");
});

test.each(["../../out-of-it", ".git"])(
  "an answer in a path of the template that leads to %s: ADP-KIT-012",
  async (about) => {
    mkdirSync(join(template, "{{cookiecutter.datakit_name}}-datakit", "{{cookiecutter.description}}"));
    write("{{cookiecutter.description}}/config", "x\n");
    await expect(render("orders", about)).rejects.toMatchObject({ code: "ADP-KIT-012" });
    expect(readdirSync(folder).toSorted()).toEqual(["out", "template"]);
    expect(readdirSync(into())).toEqual([]);
  },
);

test("a template that names what is not there: ADP-KIT-003, and nothing half-made stays", async () => {
  write("z.txt", "{{ cookiecutter.no_such_thing }}");
  await expect(render("a")).rejects.toEqual(
    expect.objectContaining({ code: "ADP-KIT-003", why: expect.stringContaining("undefined") }),
  );
  expect(readdirSync(into())).toEqual([]);
});

test("an answer is a text, not a template", async () => {
  const made = await render("a", "{{ 7 * 7 }} {% raw %}");
  expect(readFileSync(join(made, "dags", "a.py"), "utf8")).toBe('"""{{ 7 * 7 }} {% raw %}"""\n');
});

test.each([
  ["class", "keyword"],
  ["information-schema", "schema"],
  ["pg-orders", "pg_"],
  ["db-owner", "schema"],
  ["calendar", "standard library"],
  ["airflow", "package"],
  ["user", "SQL"],
  ["table", "SQL"],
  ["analyse", "SQL"],
  ["current-date", "SQL"],
  ["a_b", "lower-case"],
  ["orders-datakit", "by itself"],
  ["x".repeat(41), "40"],
])("the name %s is refused, and why", (name, why) => {
  expect(nameTrouble(name, rules)).toContain(why);
});

test.each(["a", "customer-360", "x".repeat(40), "pg", "classes", "match", "users", "orders", "datakit"])(
  "the name %s is fine",
  (name) => {
    expect(nameTrouble(name, rules)).toBeUndefined();
  },
);

test("a place where no folder can be made: ADP-KIT-004, and nothing is left", async () => {
  writeFileSync(join(folder, "file"), "");
  symlinkSync("nowhere", join(folder, "dangling"));
  const absent = join(folder, "absent", "below");
  for (const place of [
    ...[absent, join(folder, "file"), join(folder, "file", "below"), join(folder, "dangling")],
    ...["/proc", "/proc/x"],
  ])
    await expect(renderDatakit({ name: "a", into: place, template }), place).rejects.toEqual(
      expect.objectContaining({ code: "ADP-KIT-004" }),
    );
  expect(readdirSync(folder).sort()).toEqual(["dangling", "file", "out", "template"]);
});

// Even root makes no folder in /sys.
test.skipIf(process.platform !== "linux")(
  "where a folder cannot be made, another one is proposed before what changes the system",
  async () => {
    const { code, next } = await thrown(() => renderDatakit({ name: "a", into: "/sys", template }));
    expect(code).toBe("ADP-KIT-004");
    expect(next).toMatchObject([{ either: [[{ run: { adp: "datakit new NAME --into FOLDER" } }], {}] }]);
  },
);

test.each([
  ["my_first", "my-first"],
  ["Sales Data", "sales-data"],
  ["9", "customer-360"],
  ["orders-datakit", "orders"],
  ["Orders_Datakit", "orders"],
  ["a-datakit-datakit", "a"],
])("the name %s: what may have been meant is proposed", async (name, meant) => {
  const { code, next } = await thrown(() => render(name));
  expect([code, next[0]]).toMatchObject(["ADP-KIT-001", { run: { adp: `datakit new ${meant}` } }]);
});

test("a symbolic link without a target, where the datakit would be: ADP-KIT-002", async () => {
  symlinkSync("nowhere", join(into(), "a-datakit"));
  await expect(render("a")).rejects.toEqual(expect.objectContaining({ code: "ADP-KIT-002" }));
});

test("a template without its variables: ADP-DATA-001", async () => {
  rmSync(join(template, "cookiecutter.json"));
  await expect(render("a")).rejects.toEqual(expect.objectContaining({ code: "ADP-DATA-001" }));
});

async function thrown(work: () => Promise<unknown>): Promise<AdpError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AdpError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
