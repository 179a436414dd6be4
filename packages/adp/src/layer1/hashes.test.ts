import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layer1Folder } from "./folder.ts";

const place = layer1Folder();
const folder = join(place.folder, "constraints");

test.each(readdirSync(folder).filter((name) => name.endsWith(".txt")))(
  "every pin of %s has a hash",
  (name) => {
    const lines = readFileSync(join(folder, name), "utf8").replaceAll("\\\n", " ").split("\n");
    const pins = lines.filter((line) => /^[A-Za-z]/.test(line));
    expect(pins.length).toBeGreaterThan(0);
    // The build compiles gssapi: bindings.txt has the hash of its source.
    const without = pins.filter((line) => !/ --hash=sha256:[0-9a-f]{64}/.test(line));
    expect(without.map((line) => line.split("==")[0])).toEqual(name.startsWith("airflow-") ? ["gssapi"] : []);
  },
);

test("every command of a build that asks an index for Python packages requires their hashes", () => {
  const folders = [join(place.folder, "build"), join(place.root, "runtime-environments", "build")];
  const commands = folders.flatMap((from) =>
    readdirSync(from)
      .filter((name) => name.endsWith(".sh"))
      .flatMap((name) =>
        readFileSync(join(from, name), "utf8")
          .replaceAll("\\\n", " ")
          .split("\n")
          .filter((line) => /^(?!\s*#).*(pip\.sh"? .*|uv pip )(install|download|wheel)\b/.test(line))
          .map((line) => [name, line.trim()] as const),
      ),
  );
  // python-packages.sh: `install` is a function there, whose calls python-packages.integration.test.ts tries.
  const without = commands.filter(([, line]) => !/--require-hashes|--no-index/.test(line));
  expect(without).toEqual([["python-packages.sh", expect.stringMatching(/^install\(\) \{ uv pip install /)]]);
  expect(new Set(commands.map(([name]) => name))).toEqual(
    new Set([
      "bindings.sh",
      "framework.sh",
      "install-node.sh",
      "python-packages.sh",
      "sqlmodel.sh",
      "uv.sh",
      "venv.sh",
    ]),
  );
});
