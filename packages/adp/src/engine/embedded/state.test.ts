import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../../kernel/port.ts";
import { readSettings, settle } from "./state.ts";

let folder: string;
let blocker: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-state-"));
});
afterEach(() => {
  blocker?.close();
  blocker = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function block(port: number): Promise<void> {
  blocker = createServer();
  await new Promise<void>((ready) => blocker?.listen(port, "127.0.0.1", ready));
}

test("ports and passwords are made once, remembered, and kept from others", async () => {
  const first = await settle(folder, {}, "adp dev start");
  const second = await settle(folder, {}, "adp dev start");
  expect(second.postgresPort).toBe(first.postgresPort);
  expect(second.passwords.warehouse.reveal()).toBe(first.passwords.warehouse.reveal());
  expect(first.line).toBe("3.3");
  const file = join(folder, "settings.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const all = Object.values(first.passwords).map((secret) => secret.reveal());
  expect(new Set(all).size).toBe(4);
  for (const password of all) expect(readFileSync(file, "utf8")).toContain(password);
});

test("two run folders never share a port", async () => {
  const other = mkdtempSync(join(tmpdir(), "adp-state-"));
  try {
    const a = await settle(folder, {}, "x");
    await block(a.webPort);
    const b = await settle(other, {}, "x");
    expect(new Set([a.postgresPort, a.webPort, b.postgresPort, b.webPort]).size).toBe(4);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test("a remembered port that a stranger took meanwhile gets a new number", async () => {
  const first = await settle(folder, {}, "x");
  await block(first.webPort);
  expect((await settle(folder, {}, "x")).webPort).not.toBe(first.webPort);
});

test("a port that the user names and another program has: ADP-RUN-003", async () => {
  const port = await freePort();
  await block(port);
  await expect(settle(folder, { port }, `adp dev start --port ${port}`)).rejects.toMatchObject({
    code: "ADP-RUN-003",
    next: ["adp dev start", expect.stringContaining(String(port))],
  });
  expect(existsSync(join(folder, "settings.json"))).toBe(false);
});

test("a run folder of another layout: ADP-RUN-002, and nothing in it is touched", async () => {
  await settle(folder, {}, "x");
  const file = join(folder, "settings.json");
  const old = readFileSync(file, "utf8").replace('"layout": 1', '"layout": 0');
  writeFileSync(file, old);
  await expect(settle(folder, {}, "x")).rejects.toMatchObject({
    code: "ADP-RUN-002",
    next: [expect.stringContaining(`rm -r ${folder}`)],
  });
  expect(readFileSync(file, "utf8")).toBe(old);
});

test("a database without settings is another version's: ADP-RUN-002", () => {
  mkdirSync(join(folder, "postgres"));
  expect(() => readSettings(folder)).toThrow(expect.objectContaining({ code: "ADP-RUN-002" }));
});

test("settings that are not JSON: ADP-RUN-006", async () => {
  writeFileSync(join(folder, "settings.json"), "{");
  await expect(settle(folder, {}, "x")).rejects.toMatchObject({ code: "ADP-RUN-006" });
});

test("another line of Airflow on the same metadata: ADP-RUN-005", async () => {
  await settle(folder, { line: "2.11" }, "x");
  expect((await settle(folder, {}, "x")).line).toBe("2.11");
  await expect(settle(folder, { line: "3.3" }, "x")).rejects.toMatchObject({ code: "ADP-RUN-005" });
});
