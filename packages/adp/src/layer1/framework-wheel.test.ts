import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { platformRoot } from "../kernel/home.ts";
import { layer1Folder } from "./folder.ts";
import { frameworkWheel, writeFrameworkWheel } from "./framework-wheel.ts";

const framework = join(platformRoot(), "sqlmodel-framework");

test("the wheel holds the source, and lists that tell its name, its needs, its command and every file's hash", () => {
  const { name, version, bytes } = frameworkWheel(framework);
  const files = new Map(
    Object.entries(unzipSync(bytes)).map(([path, content]) => [path, Buffer.from(content)]),
  );
  expect(name).toBe("sqlmodel_framework");
  const info = `${name}-${version}.dist-info`;
  const metadata = String(files.get(`${info}/METADATA`));
  expect(metadata).toContain("\nName: sqlmodel-framework\n");
  expect(metadata).toMatch(/\nRequires-Dist: sqlalchemy>=1\.4\.36,<2\.2\n/);
  expect(metadata).toMatch(/\nRequires-Dist: psycopg2-binary>=2\.9\.9 ; extra == "postgresql"\n/);
  expect(String(files.get(`${info}/entry_points.txt`))).toBe(
    "[console_scripts]\nsqlmodel-framework = sqlmodel_framework.__main__:main\n",
  );
  expect(files.get("sqlmodel_framework/__init__.py")).toEqual(
    readFileSync(join(framework, "src", "sqlmodel_framework", "__init__.py")),
  );
  const record = String(files.get(`${info}/RECORD`))
    .trim()
    .split("\n");
  expect(record).toHaveLength(files.size);
  for (const line of record) {
    const [path = "", hash, size] = line.split(",");
    const content = files.get(path) ?? Buffer.alloc(0);
    if (path.endsWith("/RECORD")) expect([hash, size]).toEqual(["", ""]);
    else
      expect([hash, size]).toEqual([
        `sha256=${createHash("sha256").update(content).digest("base64url")}`,
        String(content.length),
      ]);
  }
});

test("the same source gives the same bytes, and one wheel of each package lies in the build context", () => {
  const root = temporaryFolder();
  const folder = join(root, "sqlmodel-framework");
  mkdirSync(join(folder, "src", "sqlmodel_framework"), { recursive: true });
  for (const name of ["pyproject.toml", "README.md", "VERSION"])
    writeFileSync(join(folder, name), readFileSync(join(framework, name)));
  writeFileSync(join(folder, "src", "sqlmodel_framework", "__init__.py"), "x = 1\n");
  const operators = join("runtime-environments", "operators");
  cpSync(join(platformRoot(), operators), join(root, operators), { recursive: true });
  writeFileSync(join(root, operators, "VERSION"), "8.8.8\n");
  const place = { ...layer1Folder(root) };
  expect(writeFrameworkWheel(place).changed).toBe(true);
  expect(writeFrameworkWheel(place).changed).toBe(false);
  writeFileSync(join(folder, "VERSION"), "9.9.9\n");
  expect(writeFrameworkWheel(place).version).toBe("9.9.9");
  expect(readdirSync(place.wheels).sort()).toEqual([
    "adp_runners-8.8.8-py3-none-any.whl",
    "sqlmodel_framework-9.9.9-py3-none-any.whl",
  ]);
});

test("a framework that is not there is an error that says what to type", () => {
  expect(() => frameworkWheel(temporaryFolder())).toThrow(expect.objectContaining({ code: "ADP-L1-004" }));
});
