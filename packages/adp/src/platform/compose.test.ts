import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { checkSettings, compose, needsNetwork } from "./compose.ts";
import type { Settings } from "./settings.ts";
import type { Route } from "./source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-compose-"));
  writeFileSync(join(folder, "krb5.conf"), "[libdefaults]\n default_realm = A.EXAMPLE\n");
  vi.stubEnv("KRB5_CONFIG", join(folder, "krb5.conf"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const mount: Route = { kind: "mount", folder: "/home/a/cc", source: "/krb5/source/krb5cc", uid: 1234567890 };

function composed(settings: Settings, route: Route = mount, rootless = false) {
  const { files, env } = compose({
    root: folder,
    runFolder: join(folder, "run"),
    settings,
    image: "layer1-ticket-sharer:latest",
    route,
    privateFolder: "/run/ticket",
    rootless,
  });
  return { files: files.map((file) => basename(file)), env };
}

test("by default: one file, no network, the ticket's owner with group 0", () => {
  expect(
    composed({ TICKET_PRINCIPAL: "alice@A.EXAMPLE", TICKET_SOURCE: "FILE:/x", LAYER1_TAG: "1" }),
  ).toEqual({
    files: ["docker-compose.yml"],
    env: {
      TICKET_PRINCIPAL: "alice@A.EXAMPLE",
      SHARER_IMAGE: "layer1-ticket-sharer:latest",
      SHARER_USER: "1234567890:0",
      SHARER_FOLDER: "/home/a/cc",
      SHARER_SOURCE: "/krb5/source/krb5cc",
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

test.each([
  [{ TICKET_RENEW: "true" }],
  [{ TICKET_SPNS: "postgres/db" }],
  [{ TICKET_METRICS_PORT: "9464" }],
] as Settings[][])("%j attaches a network, and takes the machine's krb5.conf along", (settings) => {
  const { files, env } = composed(settings ?? {});
  expect(files).toContain("docker-compose.network.yml");
  expect(files.includes("docker-compose.metrics.yml")).toBe("TICKET_METRICS_PORT" in (settings ?? {}));
  expect(readFileSync(env.SHARER_KRB5_CONF ?? "", "utf8")).toContain("A.EXAMPLE");
  expect(statSync(env.SHARER_KRB5_CONF ?? "").mode & 0o777).toBe(0o644);
});

test("without renewal, service tickets and metrics there is no network", () => {
  expect(needsNetwork({ TICKET_RENEW: "false" }, mount)).toBe(false);
});

test("on the host's network, metrics listen for the host alone", () => {
  const settings = { TICKET_METRICS_PORT: "9464", TICKET_NETWORK: "host" };
  expect(composed(settings).env.SHARER_METRICS_HOST).toBe("127.0.0.1");
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

async function refused(settings: Settings): Promise<AdpError> {
  return checkSettings(settings, false).then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error) => error as AdpError,
  );
}

test.each([
  [{ TICKET_METRICS_PORT: "http" }, /which is no port/],
  [{ TICKET_METRICS_PORT: "0" }, /which is no port/],
  [{ TICKET_NETWORK: "corp" }, /not bridge or host/],
  [{ TICKET_KEYTAB: "svc.keytab", TICKET_PRINCIPAL: "svc@A" }, /which is no file/],
  [{ TICKET_KEYTAB: "/dev/null", TICKET_PRINCIPAL: "svc@A" }, /which is no file/],
] as [Settings, RegExp][])("%j: ADP-PLAT-005", async (settings, words) => {
  const error = await refused(settings);
  expect(error).toMatchObject({ code: "ADP-PLAT-005", exit: 64 });
  expect(error.message).toMatch(words);
});

test("a keytab without a principal: ADP-PLAT-005, and how to see whose keys it holds", async () => {
  const keytab = join(folder, "k");
  writeFileSync(keytab, "");
  expect(await refused({ TICKET_KEYTAB: keytab })).toMatchObject({
    code: "ADP-PLAT-005",
    next: [`klist -k ${keytab}   shows whose keys it holds`],
  });
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

test("a port that somebody else has: ADP-PLAT-006; our own container's is fine", async () => {
  const server = createServer();
  await new Promise<void>((ready) => server.listen({ host: "127.0.0.1", port: 0 }, ready));
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const error = await refused({ TICKET_METRICS_PORT: port });
    expect(error).toMatchObject({ code: "ADP-PLAT-006", exit: 2 });
    expect(error.next[0]).toContain(port);
    await checkSettings({ TICKET_METRICS_PORT: port }, true);
  } finally {
    await new Promise((closed) => server.close(closed));
  }
});
