import { expect, test } from "vitest";
import { publicAddress } from "./lock.ts";

test.each([
  ["https://ada:secret@git.example.com/team/platform.git", "https://git.example.com/team/platform.git"],
  ["https://git.example.com:8443/team/platform", "https://git.example.com:8443/team/platform"],
  ["ssh://git@git.example.com/team/platform.git", "ssh://git.example.com/team/platform.git"],
  ["git@git.example.com:team/platform.git", "ssh://git.example.com/team/platform.git"],
  ["/home/ada/platform", undefined],
  ["../platform", undefined],
  ["file:///home/ada/platform", undefined],
  ["C:\\Users\\ada\\platform", undefined],
])("the address %s is written down as %s", (address, expected) => {
  expect(publicAddress(address)).toBe(expected);
});
