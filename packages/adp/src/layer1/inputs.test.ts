import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { layer1Folder } from "./folder.ts";
import { collectInputs } from "./inputs.ts";

test("what a Python leaves beside a file of the build is no input of the image", () => {
  const place = layer1Folder(temporaryFolder());
  const guard = join(place.folder, "build", "no-clear-logins");
  mkdirSync(join(guard, "__pycache__"), { recursive: true });
  writeFileSync(join(guard, "sitecustomize.py"), "import sys\n");
  const before = collectInputs(place, {});
  writeFileSync(join(guard, "__pycache__", "sitecustomize.cpython-312.pyc"), "compiled");
  expect(collectInputs(place, {})).toEqual(before);
  writeFileSync(join(guard, "sitecustomize.py"), "import os\n");
  expect(collectInputs(place, {}).hash).not.toBe(before.hash);
});
