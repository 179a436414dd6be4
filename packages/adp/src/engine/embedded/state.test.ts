import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { confirmSuperuser, lineOfGeneration, pinnedLine, readRunSettings, settle } from "./state.ts";

let folder: string;
const blockers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-state-"));
});
afterEach(() => {
  for (const blocker of blockers.splice(0)) blocker.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Listens on a port, by default one that the system chooses; gives its number. */
async function block(port = 0): Promise<number> {
  const blocker = createServer();
  blockers.push(blocker);
  await new Promise<void>((ready) => blocker.listen(port, "127.0.0.1", ready));
  return (blocker.address() as AddressInfo).port;
}

test("ports and passwords are made once, remembered, and kept from others", async () => {
  const first = await settle(folder, { line: "3.3" });
  const second = await settle(folder, { line: "3.3" });
  expect(second.postgresPort).toBe(first.postgresPort);
  expect(second.passwords.warehouse.reveal()).toBe(first.passwords.warehouse.reveal());
  expect(first.line).toBe("3.3");
  const file = join(folder, "settings.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const all = Object.values(first.passwords).map((secret) => secret.reveal());
  expect(new Set(all).size).toBe(4);
  for (const password of all) expect(readFileSync(file, "utf8")).toContain(password);
});

test("after a stranger took a port: other ports, every password another, and the superuser's former one is kept until the cluster took the new", async () => {
  const first = await settle(folder, { line: "3.3" });
  const second = await settle(folder, { line: "3.3", renew: true });
  for (const name of ["postgres", "airflow", "warehouse", "admin"] as const)
    expect(second.passwords[name].reveal()).not.toBe(first.passwords[name].reveal());
  expect(second.key.reveal()).toBe(first.key.reveal());
  for (const port of ["postgresPort", "webPort"] as const) expect(second[port]).not.toBe(first[port]);
  expect(second.formerSuperuser?.reveal()).toBe(first.passwords.postgres.reveal());
  // Lost again before the cluster started: it still knows the first.
  const third = await settle(folder, { line: "3.3", renew: true });
  expect(third.formerSuperuser?.reveal()).toBe(first.passwords.postgres.reveal());
  confirmSuperuser(folder);
  const known = readRunSettings(folder);
  expect(known?.formerSuperuser).toBeUndefined();
  expect(known?.passwords.postgres.reveal()).toBe(third.passwords.postgres.reveal());
  expect(readFileSync(join(folder, "settings.json"), "utf8")).not.toContain(
    first.passwords.postgres.reveal(),
  );
});

test("two run folders never share a port", async () => {
  const other = mkdtempSync(join(tmpdir(), "adp-state-"));
  try {
    const a = await settle(folder, { line: "3.3" });
    for (const port of [a.postgresPort, a.webPort]) await block(port);
    const b = await settle(other, { line: "3.3" });
    expect(new Set([a.postgresPort, a.webPort, b.postgresPort, b.webPort]).size).toBe(4);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test("a remembered port that a stranger took meanwhile gets a new number", async () => {
  const first = await settle(folder, { line: "3.3" });
  await block(first.webPort);
  expect((await settle(folder, { line: "3.3" })).webPort).not.toBe(first.webPort);
});

test("a port that the user names and another program has: ADP-RUN-003", async () => {
  const port = await block();
  await expect(settle(folder, { line: "3.3", port })).rejects.toMatchObject({
    code: "ADP-RUN-003",
    message: expect.stringContaining(String(port)),
  });
  expect(existsSync(join(folder, "settings.json"))).toBe(false);
});

test("a run folder of another layout: ADP-RUN-002, and nothing in it is touched", async () => {
  await settle(folder, { line: "3.3" });
  const file = join(folder, "settings.json");
  const old = readFileSync(file, "utf8").replace('"layout": 1', '"layout": 0');
  writeFileSync(file, old);
  await expect(settle(folder, { line: "3.3" })).rejects.toMatchObject({
    code: "ADP-RUN-002",
    next: [{ run: { adp: "dev reset" }, why: expect.anything() }],
  });
  expect(readFileSync(file, "utf8")).toBe(old);
});

test("a database without settings is another version's: ADP-RUN-002", () => {
  mkdirSync(join(folder, "postgres"));
  expect(() => readRunSettings(folder)).toThrow(expect.objectContaining({ code: "ADP-RUN-002" }));
});

test("settings that are not JSON: ADP-RUN-006", async () => {
  writeFileSync(join(folder, "settings.json"), "{");
  await expect(settle(folder, { line: "3.3" })).rejects.toMatchObject({ code: "ADP-RUN-006" });
});

test("a port that this user may not use: ADP-RUN-010, which does not call it taken", async () => {
  // As root every port may be used: a server that refuses this one as the system does stands in for it.
  const { Server } = await import("node:net");
  const real = Server.prototype.listen;
  const listen = vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server, ...args) {
    if (!JSON.stringify(args).includes('"port":80,')) return Reflect.apply(real, this, args);
    queueMicrotask(() => this.emit("error", Object.assign(new Error("denied"), { code: "EACCES" })));
    return this;
  });
  try {
    await expect(settle(folder, { line: "3.3", port: 80 })).rejects.toMatchObject({
      code: "ADP-RUN-010",
      exit: 64,
    });
  } finally {
    listen.mockRestore();
  }
});

test("a datakit's .airflow-version names the line, also by a patch version; one that adp lacks: ADP-RUN-012", () => {
  const file = join(folder, ".airflow-version");
  expect(pinnedLine([folder])).toBeUndefined();
  writeFileSync(file, "2.11.2\n");
  expect(pinnedLine([folder])).toBe("2.11");
  writeFileSync(file, "1.10");
  expect(() => pinnedLine([folder])).toThrow(expect.objectContaining({ code: "ADP-RUN-012" }));
});

test("the generation that a datakit was made for names the newest of its lines", () => {
  expect(lineOfGeneration([folder])).toBeUndefined();
  mkdirSync(join(folder, ".adp"));
  for (const [major, line] of [
    ["2", "2.11"],
    ["3", "3.3"],
    ["4", undefined],
  ] as const) {
    const lock = { answers: { _airflow_major: major } };
    writeFileSync(join(folder, ".adp", "datakit.lock"), JSON.stringify(lock));
    expect(lineOfGeneration([folder])).toBe(line);
  }
});
