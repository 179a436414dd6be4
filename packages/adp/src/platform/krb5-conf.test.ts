import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostFiles, readProfile } from "@airflow-data-platform/krb5";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hostKrb5Conf, machinesKrb5Conf } from "./krb5-conf.ts";

// That libkrb5 reads the text as it does the files is seen in packages/krb5/src/locate/oracle.integration.test.ts.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-krb5-conf-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file below the test's folder, which `~` stands for in its text. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text.replaceAll("~", folder));
  return path;
}

/** Expects that the one text has what the machine's own files have. */
function expectSame(krb5Config: string, expected: Record<string, string>): void {
  vi.stubEnv("KRB5_CONFIG", krb5Config);
  const text = machinesKrb5Conf(folder);
  expect(text).not.toMatch(/^include/m);
  const container = readProfile(hostFiles, file("container.conf", text));
  const host = readProfile(hostFiles, krb5Config);
  for (const [name, value] of Object.entries(expected)) {
    const path = name.split(" ") as [string, ...string[]];
    expect([name, host.value(...path)]).toEqual([name, value]);
    expect([name, container.values(...path)]).toEqual([name, host.values(...path)]);
  }
}

test("what krb5.conf includes stands in its place, hidden and odd names and folders left out as libkrb5 does", () => {
  file("d/10-realms", "[realms]\n A.EXAMPLE = {\n  kdc = kdc.a.example\n }\n");
  file("d/README", "Put snippets for Kerberos here.\nOne file a realm.\n");
  file("d/enctypes.conf", "[libdefaults]\n rdns = false\n");
  file("d/.hidden.conf", "[libdefaults]\n rdns = true\n");
  file("d/readme.txt", "not a configuration\n");
  file("d/10-folder/krb", "[libdefaults]\n default_realm = WRONG.EXAMPLE\n");
  file("with a space/more", "[domain_realm]\n .a.example = A.EXAMPLE\n");
  const text = `[libdefaults]
includedir ~/d
 default_realm = A.EXAMPLE
 forwardable = true
include ~/with a space/more
[realms]
 B.EXAMPLE = {
include ~/d/10-realms
  kdc = kdc.b.example
 }
`;
  expectSame(file("krb5.conf", text), {
    "libdefaults default_realm": "A.EXAMPLE",
    "libdefaults rdns": "false",
    // It followed an include, in a section that this had left.
    "libdefaults forwardable": "true",
    "domain_realm .a.example": "A.EXAMPLE",
    "realms A.EXAMPLE kdc": "kdc.a.example",
    "realms B.EXAMPLE kdc": "kdc.b.example",
  });
});

test("every file of KRB5_CONFIG goes along, as libkrb5 reads them: the first that has a value wins", () => {
  const realms =
    "[realms]\n A.EXAMPLE = {\n  kdc = kdc.a.example\n }\n[libdefaults]\n default_realm = B.EXAMPLE\n";
  const a = file("a.conf", "[libdefaults]\n default_realm = A.EXAMPLE\n forwardable* = false\n");
  const b = file("b.conf", `Corporate krb5.conf, version 7\n${realms} forwardable = true\n`);
  file("conf.d/more.conf", "[libdefaults]\n rdns = false\n");
  expectSame(`${a}:${folder}/none:${b}:${folder}/conf.d`, {
    "libdefaults default_realm": "A.EXAMPLE",
    "libdefaults forwardable": "false",
    "realms A.EXAMPLE kdc": "kdc.a.example",
    "libdefaults rdns": "false",
  });
});

test("one that libkrb5 would refuse: ADP-PLAT-005 says where and why", () => {
  const path = file("krb5.conf", "include ~/krb5.conf\n");
  vi.stubEnv("KRB5_CONFIG", path);
  const refused = (why: string) =>
    expect(() => machinesKrb5Conf(folder)).toThrow(
      expect.objectContaining({ code: "ADP-PLAT-005", why: expect.stringContaining(why) }),
    );
  refused("includes itself");
  file("krb5.conf", "[libdefaults]\n}\n");
  refused(`${path}:2: this } closes nothing`);
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
