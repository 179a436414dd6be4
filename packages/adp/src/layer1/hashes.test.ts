import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layer1Folder } from "./folder.ts";

const folder = join(layer1Folder().folder, "constraints");

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
