import { expect, test } from "vitest";
import { EnvFileMistake, parseEnvFile } from "./env-file.ts";

test("a .env file is read as Compose does: comments, export, quotes", () => {
  const text = [
    "# a comment",
    "",
    "A=1 # why",
    "export B = two words",
    `C="x # y" # z`,
    "D='q'",
    "E=a#b",
    "F=",
  ].join("\r\n");
  expect(parseEnvFile(`\uFEFF${text}`)).toEqual({
    A: "1",
    B: "two words",
    C: "x # y",
    D: "q",
    E: "a#b",
    F: "",
  });
});

test("a line that is no setting is named by its number", () => {
  expect(() => parseEnvFile("A=1\nTICKET_RENEW: true\n")).toThrow(new EnvFileMistake(2));
});
