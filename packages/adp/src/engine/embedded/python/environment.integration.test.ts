import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { attempt, ProcessFailure, run } from "../../../kernel/process.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { prepareAirflow } from "./environment.ts";
import { openPackageIndex, type PackageIndex } from "./testing/package-index.ts";
import { openRoom, type Room, realTools } from "./testing/real-tools.ts";

const tools = await realTools();

describe.skipIf(typeof tools === "string")("an Airflow environment", () => {
  if (typeof tools === "string") return;
  let index: PackageIndex;
  let room: Room;
  const prepare = (more: Partial<Parameters<typeof prepareAirflow>[0]> = {}) =>
    prepareAirflow({
      line: "3.3",
      engineFolder: room.engineFolder,
      data: room.data,
      clock: new BareClock(),
      env: { ...room.env, UV_DEFAULT_INDEX: index.url },
      ...more,
    });

  beforeAll(async () => {
    const shape = openRoom(tools, { uv: true });
    index = await openPackageIndex({ wheels: shape.wheels });
    shape.remove();
  });
  afterAll(() => index.close());
  afterEach(() => room.remove());

  it("holds what the lock says, with the framework on its path", async () => {
    room = openRoom(tools, { uv: true });
    const airflow = await prepare();
    expect(airflow).toMatchObject({ line: "3.3", version: "3.3.2", pythonVersion: tools.python.version });
    expect((await run([airflow.airflow])).stdout).toBe("3.3.2\n");
    const path = await run([airflow.python, "-c", "import sys; print(sys.path)"]);
    expect(path.stdout).toContain("sqlmodel-framework/src");
  });

  it("is there at once the second time, without any process", async () => {
    room = openRoom(tools, { uv: true });
    const first = await prepare();
    const asked = index.requests.length;
    const clock = new BareClock();
    const second = await prepare({ clock, env: { ...room.env, PATH: "/nowhere" } });
    expect(second).toEqual(first);
    expect(clock.used).toBe(false);
    expect(index.requests.length).toBe(asked);
  });

  it("is made again when the run before was killed half-way", async () => {
    room = openRoom(tools, { uv: true });
    const { venv, airflow } = await prepare();
    // What is left of a run that ended while packages were unpacked: files without a stamp.
    rmSync(join(venv, "complete.json"));
    rmSync(airflow);
    expect(existsSync((await prepare()).airflow)).toBe(true);
  });

  it("is made again when an abort ends it half-way, and leaves no lock", async () => {
    room = openRoom(tools, { uv: true });
    const controller = new AbortController();
    const aborted = prepare({
      signal: controller.signal,
      onDetail: () => setTimeout(() => controller.abort(), 5),
    });
    await expect(aborted).rejects.toThrow(/abort/i);
    expect(readdirSync(room.engineFolder).filter((name) => name.endsWith(".lock"))).toEqual([]);
    expect(existsSync((await prepare()).airflow)).toBe(true);
  });

  it("is made again in a clone that was moved: its scripts hold its path", async () => {
    room = openRoom(tools, { uv: true });
    await prepare();
    const moved = `${room.engineFolder}-moved`;
    renameSync(room.engineFolder, moved);
    const airflow = await prepare({ engineFolder: moved });
    expect((await run([airflow.airflow])).stdout).toBe("3.3.2\n");
  });

  it("is made again when its Python is gone, and when the lock changed", async () => {
    room = openRoom(tools, { uv: true });
    const first = await prepare();
    rmSync(first.python);
    expect((await run([(await prepare()).python, "-c", "print(1)"])).stdout).toBe("1\n");
    const lock = join(room.data, "airflow", "3.3", "lock.txt");
    room.write("data/airflow/3.3/lock.txt", `${readFileSync(lock, "utf8")}# another\n`);
    expect((await prepare()).venv).not.toBe(first.venv);
  });

  it("takes the Python that is named, by a shim too, and is not made twice for it", async () => {
    room = openRoom(tools, { uv: true });
    const shim = room.write("shims/python3", `#!/bin/sh\nexec ${tools.python.real} "$@"\n`, 0o700);
    const first = await prepare({ python: shim });
    const stamp = join(first.venv, "complete.json");
    utimesSync(stamp, 0, 0);
    expect(await prepare({ python: shim })).toEqual(first);
    const link = join(room.folder, "link");
    symlinkSync(tools.python.real, link);
    expect(await prepare({ env: { ...room.env, ADP_PYTHON: link, UV_DEFAULT_INDEX: index.url } })).toEqual(
      first,
    );
    expect(readFileSync(stamp, "utf8")).toContain(tools.python.real);
  });

  it("is made once when two ask for it at the same time", async () => {
    room = openRoom(tools, { uv: true });
    const asked = index.requests.length;
    const both = await Promise.all([prepare(), prepare()]);
    expect(both[0]).toEqual(both[1]);
    const downloads = index.requests.slice(asked).filter((one) => one.path.startsWith("/files/"));
    expect(new Set(downloads.map((one) => one.path)).size).toBe(1);
    expect(readdirSync(room.engineFolder)).toHaveLength(1);
  });

  it("gives a program that reads PYTHONPATH and VIRTUAL_ENV no way in", async () => {
    room = openRoom(tools, { uv: true });
    const elsewhere = {
      VIRTUAL_ENV: room.folder,
      UV_SYSTEM_PYTHON: "1",
      UV_TARGET: room.folder,
      PIP_USER: "1",
    };
    const airflow = await prepare({ env: { ...room.env, ...elsewhere, UV_DEFAULT_INDEX: index.url } });
    expect(existsSync(airflow.airflow)).toBe(true);
    expect(await attempt([airflow.python, "-c", "import apache_airflow"])).not.toBeInstanceOf(ProcessFailure);
  });
});
