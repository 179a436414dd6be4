import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostFiles, parseProfile } from "@airflow-data-platform/krb5";
import { afterEach, beforeEach, expect, test } from "vitest";
import { flattened, hostKrb5Conf } from "./krb5-conf.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-krb5-conf-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what krb5.conf includes stands in its place, hidden and odd names left out as libkrb5 does", () => {
  const snippets = join(folder, "krb5.conf.d");
  mkdirSync(snippets);
  writeFileSync(join(snippets, "10-realms"), "[realms]\n A.EXAMPLE = {\n  kdc = kdc.a.example\n }\n");
  writeFileSync(join(snippets, "enctypes.conf"), "[libdefaults]\n rdns = false\n");
  writeFileSync(join(snippets, ".hidden.conf"), "[libdefaults]\n rdns = true\n");
  writeFileSync(join(snippets, "readme.txt"), "not a configuration\n");
  writeFileSync(join(folder, "more"), "[domain_realm]\n .a.example = A.EXAMPLE\n");
  const conf = join(folder, "krb5.conf");
  writeFileSync(
    conf,
    `[libdefaults]\n default_realm = A.EXAMPLE\nincludedir ${snippets}\n forwardable = true\ninclude ${join(folder, "more")}\n`,
  );
  const text = flattened(conf);
  expect(text).not.toMatch(/^include/m);
  const profile = parseProfile(text, conf, hostFiles);
  expect(profile.value("libdefaults", "default_realm")).toBe("A.EXAMPLE");
  expect(profile.value("libdefaults", "rdns")).toBe("false");
  // It followed the includes, in a section that one of them had left.
  expect(profile.value("libdefaults", "forwardable")).toBe("true");
  expect(profile.value("domain_realm", ".a.example")).toBe("A.EXAMPLE");
});

test("a krb5.conf that includes itself is an end, not a loop", () => {
  const conf = join(folder, "krb5.conf");
  writeFileSync(conf, `include ${conf}\n`);
  expect(() => flattened(conf)).toThrow(/includes itself/);
});

test("KRB5_CONFIG, then the organisation's, then the system's", () => {
  const organisation = join(folder, "layer1-base-image", "config", "krb5.conf");
  mkdirSync(join(organisation, ".."), { recursive: true });
  writeFileSync(organisation, "");
  const own = join(folder, "own.conf");
  writeFileSync(own, "");
  expect(hostKrb5Conf(folder, { KRB5_CONFIG: `${folder}/none:${own}` })).toBe(own);
  expect(hostKrb5Conf(folder, { KRB5_CONFIG: `${folder}/none` })).toBe(organisation);
});
