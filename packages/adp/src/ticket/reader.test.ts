import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Container, Docker } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { type Finding, inspectReader } from "./reader.ts";

// The script itself, in a real shell on this machine; the engine that would run it in a container is a stand-in.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-reader-"));
  mkdirSync(join(folder, "bin"));
  for (const tool of ["id", "date"]) symlinkSync(`/usr/bin/${tool}`, join(folder, "bin", tool));
  mkdirSync(join(folder, "cache", "collection"), { recursive: true });
  for (const name of ["krb5cc", "collection/primary", "collection/tktbob"])
    writeFileSync(join(folder, "cache", name), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const volume = "platform_kerberos_cache";

async function finding(name?: string): Promise<Finding> {
  const env = name === undefined ? {} : { KRB5CCNAME: name.replace("MOUNT", join(folder, "cache")) };
  const docker = {
    try: async ([, , file = "", ...args]: string[]) => {
      const { status, stdout } = spawnSync(file, args, {
        encoding: "utf8",
        env: { PATH: join(folder, "bin"), ...env },
      });
      if (status === 0) return { stdout };
      return new ProcessFailure([file], "exited", status ?? undefined, stdout, "", "");
    },
  } as unknown as Docker;
  const container = {
    name: "a",
    state: "running",
    env,
    mounts: [{ name: volume, destination: join(folder, "cache"), writable: false }],
  } as unknown as Container;
  return (await inspectReader(docker, container, volume)).finding;
}

// There is no klist in that PATH, so what can be read is "readable".
test.each<[string | undefined, Finding]>([
  ["MOUNT/krb5cc", "readable"],
  ["FILE:MOUNT/krb5cc", "readable"],
  ["DIR:MOUNT/collection", "readable"],
  ["DIR::MOUNT/collection/tktbob", "readable"],
  ["DIR::MOUNT/collection/tktcarol", "missing"],
  ["DIR:MOUNT/none", "missing"],
  ["FILE:MOUNT/none", "missing"],
  ["DIR:/tmp", "elsewhere"],
  ["/tmp/krb5cc_0", "elsewhere"],
  [undefined, "no-variable"],
])("KRB5CCNAME=%s: %s", async (name, expected) => {
  expect(await finding(name)).toBe(expected);
});

test("klist has the last word", async () => {
  const klist = join(folder, "bin", "klist");
  for (const [code, expected] of [
    [0, "usable"],
    [1, "unusable"],
  ] as const) {
    writeFileSync(klist, `#!/bin/sh\nexit ${code}\n`);
    chmodSync(klist, 0o755);
    expect(await finding("DIR:MOUNT/collection")).toBe(expected);
  }
});
