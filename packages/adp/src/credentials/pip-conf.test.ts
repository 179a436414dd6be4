import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { parseIni, pipFiles, readPipConf } from "./pip-conf.ts";

function home(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const none = { XDG_CONFIG_DIRS: "/nowhere" };

test("the vision's ~/.pip/pip.conf", () => {
  const HOME = home({ ".pip/pip.conf": "[global]\nindex-url = https://a.example/simple\n" });
  expect(readPipConf({ HOME, ...none })).toMatchObject({
    indexUrl: "https://a.example/simple",
    origin: "~/.pip/pip.conf",
  });
});

test("the new place goes before the old one, PIP_CONFIG_FILE before both, variables before all, [install] before [global]", () => {
  const HOME = home({
    ".pip/pip.conf":
      "[global]\nindex-url = https://old.example\nextra-index-url = https://x.example\n  https://y.example\n",
    ".config/pip/pip.conf": "[global]\nindex_url: https://new.example\n",
    third: "[install]\nindex-url=https://third.example\ntrusted-host = t1 t2\n",
  });
  expect(readPipConf({ HOME, ...none })).toMatchObject({
    indexUrl: "https://new.example",
    extraIndexUrls: ["https://x.example", "https://y.example"],
  });
  const third = join(HOME, "third");
  expect(readPipConf({ HOME, ...none, PIP_CONFIG_FILE: third })).toMatchObject({
    indexUrl: "https://third.example",
    trustedHosts: ["t1", "t2"],
    origin: "~/third",
  });
  expect(
    readPipConf({ HOME, ...none, PIP_CONFIG_FILE: third, PIP_INDEX_URL: "https://v.example" }),
  ).toMatchObject({
    indexUrl: "https://v.example",
    origin: "PIP_INDEX_URL",
  });
  expect(readPipConf({ HOME, ...none, PIP_CONFIG_FILE: "/dev/null" }).indexUrl).toBeUndefined();
});

test("macOS has a folder of its own, where it is there", () => {
  const HOME = home({
    "Library/Application Support/pip/pip.conf": "[global]\nindex-url = https://mac.example\n",
  });
  expect(readPipConf({ HOME }, "darwin").indexUrl).toBe("https://mac.example");
  expect(pipFiles({ HOME: "/nobody" }, "darwin")).toContain("/nobody/.config/pip/pip.conf");
});

test.each([
  ["index-url = x\n", 1],
  ["[global]\nindex-url = x\nnonsense\n", 3],
])("a mistake is reported by its line: %j", (text, line) => {
  expect(() => parseIni(text, "~/.pip/pip.conf")).toThrow(
    expect.objectContaining({
      code: "ADP-CRED-003",
      message: `~/.pip/pip.conf has a mistake in line ${line}.`,
    }),
  );
});

test("what is written is read", () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/);
  const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
  fc.assert(
    fc.property(fc.dictionary(key, value), (pairs) => {
      const text = `[global]\n${Object.entries(pairs)
        .map(([name, content]) => `${name} = ${content}\n`)
        .join("")}`;
      expect(Object.fromEntries(parseIni(text, "x").get("global") ?? [])).toEqual({ ...pairs });
    }),
  );
});
