import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderDatakit } from "./index.ts";
import { nameTrouble } from "./names.ts";

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
      __module: "{{ cookiecutter.datakit_name | replace('-', '_') }}",
    }),
  );
  write("dags/{{cookiecutter.__module}}.py", '"""{{ cookiecutter.description }}"""\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(template, "{{cookiecutter.datakit_name}}-datakit", name), content);
}
const into = () => join(folder, "out");
const render = (name: string, description?: string) =>
  renderDatakit({ name, description, into: into(), template });

test("names and contents are rendered, the last newline is kept", () => {
  const made = render("customer-360", "It's <b>fine</b> & ünïcode");
  expect(made).toBe(join(into(), "customer-360-datakit"));
  expect(readFileSync(join(made, "dags", "customer_360.py"), "utf8")).toBe(
    `"""It's <b>fine</b> & ünïcode"""\n`,
  );
});

test("defaults may use earlier answers, and a name that already ends so is not doubled", () => {
  const made = render("orders-datakit");
  expect(made).toBe(join(into(), "orders-datakit"));
  expect(readFileSync(join(made, "dags", "orders.py"), "utf8")).toBe('"""about orders"""\n');
});

test("a binary file is copied as it is", () => {
  const bytes = Buffer.from([0, 1, 2, 123, 123, 32, 120, 125, 125, 255]);
  write("logo.bin", bytes);
  expect(readFileSync(join(render("a"), "logo.bin"))).toEqual(bytes);
});

test("a name that is no datakit's name: ADP-KIT-001, and nothing is made", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom("../evil", "A", "a--b", "-a", "a-", "1a", "a/b", "a b", "é", "")),
      (name) => {
        fc.pre(nameTrouble(name.replace(/-datakit$/, "")) !== undefined);
        expect(() => render(name)).toThrow(expect.objectContaining({ code: "ADP-KIT-001" }));
      },
    ),
  );
  expect(existsSync(into())).toBe(false);
});

test("a folder that exists: ADP-KIT-002, and it is not touched", () => {
  const made = render("a");
  writeFileSync(join(made, "mine.txt"), "work");
  expect(() => render("a")).toThrow(expect.objectContaining({ code: "ADP-KIT-002" }));
  expect(readFileSync(join(made, "mine.txt"), "utf8")).toBe("work");
});

test("a template that names what is not there: ADP-KIT-003, and nothing half-made stays", () => {
  write("z.txt", "{{ cookiecutter.no_such_thing }}");
  expect(() => render("a")).toThrow(
    expect.objectContaining({ code: "ADP-KIT-003", why: expect.stringContaining("undefined") }),
  );
  expect(readdirSync(into())).toEqual([]);
});

test("an answer is a text, not a template", () => {
  const made = render("a", "{{ 7 * 7 }} {% raw %}");
  expect(readFileSync(join(made, "dags", "a.py"), "utf8")).toBe('"""{{ 7 * 7 }} {% raw %}"""\n');
});
