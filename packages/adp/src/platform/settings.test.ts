import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOn, readPlatformSettings, unknownTicketVariables } from "./settings.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "adp-settings-"));
  for (const folder of ["layer1-base-image", "platform-bootstrap"]) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("the environment outranks platform-bootstrap/.env, which outranks layer1-base-image/.env", () => {
  writeFileSync(join(root, "layer1-base-image/.env"), "IMAGE_NODE=a\nIMAGE_STAND_IN=b\nLAYER1_TAG=1\n");
  writeFileSync(join(root, "platform-bootstrap/.env"), "LAYER1_TAG=2\nTICKET_RENEW=true\nTICKET_SPNS=\n");
  const env = { IMAGE_NODE: "c", HOME: "/root", TICKET_PRINCIPAL: "" };
  expect(readPlatformSettings(root, env)).toEqual({
    IMAGE_NODE: "c",
    IMAGE_STAND_IN: "b",
    LAYER1_TAG: "2",
    TICKET_RENEW: "true",
  });
  expect(readPlatformSettings(join(root, "none"), {})).toEqual({});
});

test("a TICKET_ variable of another program is ignored; in the .env files, which are ours, it counts", () => {
  const env = { TICKET_ID: "ABC-1", TICKET_RENEW: "true", HOME: "/root" };
  expect(readPlatformSettings(root, env)).toEqual({ TICKET_RENEW: "true" });
  expect(unknownTicketVariables(env)).toEqual(["TICKET_ID"]);
  writeFileSync(join(root, "platform-bootstrap/.env"), "TICKET_SPN=postgres/db\n");
  expect(readPlatformSettings(root, env)).toEqual({ TICKET_RENEW: "true", TICKET_SPN: "postgres/db" });
});

test("a line that is no setting: ADP-PLAT-005 names it", () => {
  const file = join(root, "platform-bootstrap/.env");
  writeFileSync(file, "A=1\nTICKET_RENEW: true\n");
  expect(() => readPlatformSettings(root, {})).toThrow(
    expect.objectContaining({ code: "ADP-PLAT-005", message: `Line 2 of ${file} is not a setting.` }),
  );
});

test("a switch is on by the words that the sharer takes", () => {
  expect(["true", "1", "YES", "on"].map(isOn)).toEqual([true, true, true, true]);
  expect(["false", "0", "", undefined, "maybe"].map(isOn)).toEqual([false, false, false, false, false]);
});
