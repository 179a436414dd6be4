import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AdpError, stepLines } from "../../../kernel/errors.ts";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { preparePostgres } from "./binaries.ts";
import { explainNpmFailure } from "./npm-failure.ts";
import { unprivileged } from "./unprivileged.ts";

// The registry is a server of ours on 127.0.0.1; npm is the real one.

let folder: string;
let servers: Server[];
const saved = { ...process.env };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-npm-"));
  servers = [];
  process.env.npm_config_cache = join(folder, "cache");
  process.env.npm_config_fetch_retries = "0";
});
afterEach(async () => {
  for (const server of servers) await new Promise((done) => server.close(done).closeAllConnections());
  process.env = { ...saved };
  rmSync(folder, { recursive: true, force: true });
});

async function registry(status: number): Promise<string> {
  const server = createServer((_, answer) =>
    answer.writeHead(status, { "content-type": "application/json" }).end("{}"),
  );
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function prepare() {
  return preparePostgres({ engineFolder: join(folder, "engine"), clock: new BareClock() });
}

// A stand-in for npm, which keeps its arguments: PostgreSQL's packages have install scripts, and the real npm would run them.
test("npm is told to run no install script", async () => {
  const kept = join(folder, "arguments");
  writeFileSync(join(folder, "npm"), `#!/bin/sh\necho "$@" >'${kept}'\nexit 1\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${process.env.PATH}`;
  await expect(prepare()).rejects.toThrow();
  expect(readFileSync(kept, "utf8").trim().split(" ")).toEqual(
    expect.arrayContaining(["ci", "--ignore-scripts"]),
  );
});

test("a registry that refuses the connection: ADP-PG-002, with what to look at", async () => {
  process.env.npm_config_registry = "http://127.0.0.1:9/";
  await expect(prepare()).rejects.toMatchObject({
    code: "ADP-PG-002",
    next: expect.arrayContaining([again]),
  });
});

test.each([401, 403])(
  "a registry that answers %i: ADP-PG-003, and the exit code of a credential",
  async (status) => {
    process.env.npm_config_registry = await registry(status);
    await expect(prepare()).rejects.toMatchObject({ code: "ADP-PG-003", exit: 77 });
  },
);

test("a certificate of an unknown issuer: ADP-PG-004 names the CA settings", async () => {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-keyout",
      key,
      "-out",
      cert,
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
    ],
    { stdio: "ignore" },
  );
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, answer) =>
    answer.end("{}"),
  );
  servers.push(server as unknown as Server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  process.env.npm_config_registry = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const error = await prepare().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ADP-PG-004" });
  expect(JSON.stringify(error)).toMatch(/cafile.*NODE_EXTRA_CA_CERTS/);
});

test("no npm on PATH: ADP-PG-001", async () => {
  process.env.PATH = folder;
  await expect(prepare()).rejects.toMatchObject({ code: "ADP-PG-001" });
});

test("a registry that lacks the package: ADP-PG-007 with npm's own code", async () => {
  process.env.npm_config_registry = await registry(404);
  await expect(prepare()).rejects.toMatchObject({ code: "ADP-PG-007", why: expect.stringContaining("E404") });
});

test("npm told to leave out optional packages: ADP-PG-006 names that setting", async () => {
  process.env.npm_config_omit = "optional";
  delete process.env.npm_config_cache;
  await expect(prepare()).rejects.toMatchObject({
    code: "ADP-PG-006",
    next: expect.arrayContaining([expect.objectContaining({ run: { shell: "npm config delete omit" } })]),
  });
});

test("a program that went away after the installation: ADP-PG-011, and removing the folder repairs it", async () => {
  delete process.env.npm_config_cache;
  const { initdb } = await prepare();
  rmSync(initdb);
  const error = await prepare().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ADP-PG-011", message: `${initdb} is missing.` });
  const [remedy = ""] = stepLines((error as AdpError).next).map((line) => line.replace(/^ *\w+: */, ""));
  execFileSync("sh", ["-c", remedy]);
  expect((await prepare()).initdb).toBe(initdb);
});

test("root where user namespaces are barred: ADP-PG-008. A PATH without unshare stands in for the bar", async () => {
  process.env.PATH = folder;
  const error = await unprivileged(0).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ADP-PG-008" });
  expect(JSON.stringify(error)).toContain("ordinary user");
  expect(await unprivileged(1000)).toEqual([]);
});

test("a full disk: ADP-PG-005. A program that prints what npm prints stands in for npm on a full disk", async () => {
  const failure = await attempt([
    process.execPath,
    "-e",
    "console.error('npm error code ENOSPC\\nnpm error ENOSPC: no space left on device, write'); process.exit(228)",
  ]);
  expect(failure).toBeInstanceOf(ProcessFailure);
  expect(explainNpmFailure(failure as ProcessFailure, folder)).toMatchObject({ code: "ADP-PG-005" });
});

test("a credential in the registry's URL is not in the error", async () => {
  process.env.npm_config_registry = "http://bob:s3cret@127.0.0.1:9/";
  const error = await prepare().catch((thrown: unknown) => thrown);
  expect(JSON.stringify(error)).not.toContain("s3cret");
});

test("after a failure the next call begins again, and a half-made folder is no obstacle", async () => {
  process.env.npm_config_registry = "http://127.0.0.1:9/";
  await expect(prepare()).rejects.toMatchObject({ code: "ADP-PG-002" });
  writeFileSync(join(folder, "left-over"), "");
  await expect(prepare()).rejects.toMatchObject({ code: "ADP-PG-002" });
});
