import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newPlace } from "../../test/folders.ts";
import { removeLeftovers } from "./leftovers.ts";

it("removes what a killed process left, and nothing else", () => {
  const { cacheDir } = newPlace();
  const old = new Date(Date.now() - 60_000);
  const names = [".krb5cc.0123456789ab", ".krb5cc.aaaaaaaaaaaa", ".keep", ".krb5cc.backup", "krb5cc"];
  for (const name of names) {
    writeFileSync(join(cacheDir, name), "");
    if (!name.includes("aaaa")) utimesSync(join(cacheDir, name), old, old);
  }
  removeLeftovers(cacheDir);
  expect(readdirSync(cacheDir).sort()).toEqual([".keep", ".krb5cc.aaaaaaaaaaaa", ".krb5cc.backup", "krb5cc"]);
});
