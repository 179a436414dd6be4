import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostFiles, parseProfile, readProfile } from "@airflow-data-platform/krb5";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { flattened, hostKrb5Conf, machinesKrb5Conf } from "./krb5-conf.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-krb5-conf-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

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

test("every file of KRB5_CONFIG goes along, as libkrb5 reads them: the first that has a value wins", () => {
  const [a, b, snippets] = ["a.conf", "b.conf", "conf.d"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(a, "[libdefaults]\n default_realm = A.EXAMPLE\n");
  writeFileSync(
    b,
    "[realms]\n A.EXAMPLE = {\n  kdc = kdc.a.example\n }\n[libdefaults]\n default_realm = B.EXAMPLE\n",
  );
  mkdirSync(snippets);
  writeFileSync(join(snippets, "more.conf"), "[libdefaults]\n rdns = false\n");
  vi.stubEnv("KRB5_CONFIG", `${a}:${folder}/none:${b}:${snippets}`);
  const text = machinesKrb5Conf(folder);
  const profile = parseProfile(text, "krb5.conf", hostFiles);
  const host = readProfile(hostFiles, process.env.KRB5_CONFIG);
  for (const path of [
    ["libdefaults", "default_realm"],
    ["realms", "A.EXAMPLE", "kdc"],
    ["libdefaults", "rdns"],
  ] as [string, ...string[]][]) {
    expect(profile.value(...path)).toBeDefined();
    expect(profile.values(...path)).toEqual(host.values(...path));
  }
});

test("KRB5_CONFIG, then the organisation's, then the system's", () => {
  const organisation = join(folder, "layer1-base-image", "config", "krb5.conf");
  mkdirSync(join(organisation, ".."), { recursive: true });
  writeFileSync(organisation, "");
  const own = join(folder, "own.conf");
  writeFileSync(own, "");
  expect(hostKrb5Conf(folder, { KRB5_CONFIG: `${folder}/none:${own}` })).toEqual([own]);
  expect(hostKrb5Conf(folder, { KRB5_CONFIG: `${folder}/none` })).toEqual([organisation]);
});
