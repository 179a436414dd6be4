import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parse } from "yaml";
import * as z from "zod/mini";
import { platformRoot } from "../kernel/home.ts";
import { compose, needsNetwork, serviceName } from "./compose.ts";
import type { Settings } from "./settings.ts";
import type { Route } from "./source.ts";

const services = z.object({ services: z.record(z.string(), z.record(z.string(), z.unknown())) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-compose-"));
  writeFileSync(join(folder, "krb5.conf"), "[libdefaults]\n default_realm = A.EXAMPLE\n");
  vi.stubEnv("KRB5_CONFIG", join(folder, "krb5.conf"));
  mount = { kind: "mount", folder: join(folder, "cc"), source: "/krb5/source/krb5cc", uid: 1234567890 };
  mkdirSync(mount.folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

let mount: Extract<Route, { kind: "mount" }>;

function composed(settings: Settings, route: Route = mount, rootless = false) {
  const { files, env } = compose({
    root: folder,
    runFolder: join(folder, "run"),
    settings,
    principalChange: "alice@A.EXAMPLE",
    image: "layer1-ticket-sharer:latest",
    route,
    privateFolder: "/run/ticket",
    rootless,
  });
  return { files: files.map((file) => basename(file)), env };
}

test("the container has no network, no capabilities, a read-only root and no new privileges; two files may add a network", () => {
  const read = (name: string) => {
    const text = readFileSync(join(platformRoot(), "platform-bootstrap", name), "utf8");
    return services.parse(parse(text)).services[serviceName];
  };
  expect(read("docker-compose.yml")).toMatchObject({
    network_mode: "none",
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
  });
  const hardening = [
    "read_only",
    "cap_drop",
    "cap_add",
    "privileged",
    "security_opt",
    "user",
    "ports",
    "pid",
  ];
  for (const name of ["docker-compose.network.yml", "docker-compose.keytab.yml"])
    for (const key of hardening) expect(read(name)).not.toHaveProperty(key);
});

test("by default: one file, no network, the ticket's owner with group 0", () => {
  expect(
    composed({ TICKET_PRINCIPAL: "alice@A.EXAMPLE", TICKET_SOURCE: "FILE:/x", LAYER1_TAG: "1" }),
  ).toEqual({
    files: ["docker-compose.yml"],
    env: {
      TICKET_PRINCIPAL: "alice@A.EXAMPLE",
      TICKET_PRINCIPAL_CHANGE: "alice@A.EXAMPLE",
      SHARER_IMAGE: "layer1-ticket-sharer:latest",
      SHARER_USER: "1234567890:0",
      SHARER_FOLDER: mount.folder,
      SHARER_SOURCE: "/krb5/source/krb5cc",
      SHARER_INPUTS: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  });
});

test("what a process on the host copies is mounted from its private folder, for this user", () => {
  for (const route of [
    { kind: "watch", source: "/tmp/krb5cc_1000" },
    { kind: "export", name: "KEYRING:persistent:1000" },
  ] as const)
    expect(composed({}, route).env).toMatchObject({
      SHARER_FOLDER: "/run/ticket",
      SHARER_SOURCE: "/krb5/source/krb5cc",
      SHARER_USER: `${process.getuid?.()}:0`,
    });
});

test("on a rootless engine the container's root is this user, and nobody more", () => {
  expect(composed({}, mount, true).env.SHARER_USER).toBe("0:0");
});

test("renewal attaches a network, and takes the machine's krb5.conf along", () => {
  const { files, env } = composed({ TICKET_RENEW: "true" });
  expect(files).toContain("docker-compose.network.yml");
  const kept = join(env.SHARER_KRB5_FOLDER ?? "", "krb5.conf");
  expect(readFileSync(kept, "utf8")).toContain("A.EXAMPLE");
  // For the container's user, who may be another one.
  expect([env.SHARER_KRB5_FOLDER ?? "", kept].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o755, 0o644,
  ]);
});

test("without renewal there is no network", () => {
  expect(needsNetwork({ TICKET_RENEW: "false" }, mount)).toBe(false);
});

test("a keytab is mounted, for its owner", () => {
  const keytab = join(folder, "svc.keytab");
  writeFileSync(keytab, "", { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(keytab, 501, 501);
  const settings = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "svc@A.EXAMPLE" };
  const { files, env } = composed(settings, { kind: "keytab", path: keytab });
  expect(files).toEqual(["docker-compose.yml", "docker-compose.network.yml", "docker-compose.keytab.yml"]);
  expect(env).toMatchObject({ SHARER_KEYTAB: keytab, SHARER_USER: `${statSync(keytab).uid}:0` });
});

test("what the container reads is a part of its settings, so that Compose sees a change behind the same names", () => {
  const keytab = join(folder, "svc.keytab");
  writeFileSync(keytab, "old", { mode: 0o600 });
  const settings = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "svc@A.EXAMPLE" };
  const seen = new Set<string | undefined>();
  const look = (how: Route = { kind: "keytab", path: keytab }) => {
    const { SHARER_INPUTS } = composed(settings, how).env;
    seen.add(SHARER_INPUTS);
    return seen.size;
  };
  expect([look(), look()]).toEqual([1, 1]);
  appendFileSync(join(folder, "krb5.conf"), " rdns = false\n");
  expect([look(), look()]).toEqual([2, 2]);
  // Another file of the same length and time.
  const { atime, mtime } = statSync(keytab);
  writeFileSync(`${keytab}.n`, "new", { mode: 0o600 });
  utimesSync(`${keytab}.n`, atime, mtime);
  renameSync(`${keytab}.n`, keytab);
  expect([look(), look()]).toEqual([3, 3]);
  writeFileSync(keytab, "in its place");
  expect(look()).toBe(4);
  expect([look(mount), look(mount)]).toEqual([5, 5]);
  mkdirSync(`${mount.folder}.new`);
  renameSync(`${mount.folder}.new`, mount.folder);
  expect(look(mount)).toBe(6);
  // The same folder is mounted, and a process on the host brings another ticket than before.
  expect([look({ kind: "watch", source: "/tmp/a" }), look({ kind: "watch", source: "/tmp/b" })]).toEqual([
    7, 8,
  ]);
});

test("no krb5.conf, or one that cannot be read, where a KDC is to be asked: ADP-PLAT-005", () => {
  writeFileSync(join(folder, "krb5.conf"), "includedir /nonexistent\n");
  expect(() => composed({ TICKET_RENEW: "true" })).toThrow(
    expect.objectContaining({ code: "ADP-PLAT-005", why: expect.stringContaining("/nonexistent") }),
  );
  if (process.getuid?.() === 0) return;
  chmodSync(join(folder, "krb5.conf"), 0);
  expect(() => composed({ TICKET_RENEW: "true" })).toThrow(expect.objectContaining({ code: "ADP-PLAT-005" }));
});
