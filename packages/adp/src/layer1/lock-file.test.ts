import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { layer1Folder } from "./folder.ts";
import { checkLock, type UsedImage, writeLock } from "./lock-file.ts";

const base: UsedImage = { variable: "IMAGE_ASTRONOMER", name: "r.example/runtime:1", digest: "sha256:aa" };
const node: UsedImage = { variable: "IMAGE_NODE", name: "r.example/node:22", digest: "sha256:bb" };

function folder() {
  const place = layer1Folder(temporaryFolder());
  mkdirSync(place.folder, { recursive: true });
  return place;
}

test("what was locked passes; another digest behind the same tag does not", () => {
  const place = folder();
  writeLock(place, [base, node]);
  expect(() => checkLock(place, [base, node])).not.toThrow();
  expect(() => checkLock(place, [base])).not.toThrow();
  expect(() => checkLock(place, [{ ...base, digest: "sha256:cc" }, node])).toThrow(
    expect.objectContaining({ code: "ADP-L1-017" }),
  );
});

test("an image that the lock does not name is refused", () => {
  const place = folder();
  writeLock(place, [base]);
  expect(() => checkLock(place, [base, node])).toThrow(expect.objectContaining({ code: "ADP-L1-017" }));
});

test("without a lock, or with a damaged one, --locked says so", () => {
  const place = folder();
  expect(() => checkLock(place, [base])).toThrow(expect.objectContaining({ code: "ADP-L1-008" }));
  writeFileSync(place.lockFile, "{");
  expect(() => checkLock(place, [base])).toThrow(expect.objectContaining({ code: "ADP-L1-008" }));
});
