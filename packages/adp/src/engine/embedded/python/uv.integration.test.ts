import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { privateFolder } from "../../../kernel/files.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { openPackageIndex, type PackageIndex } from "./testing/package-index.ts";
import { openRoom, type Room, realTools } from "./testing/real-tools.ts";
import { openUv, uvOnPath } from "./uv.ts";

const tools = await realTools();

describe.skipIf(typeof tools === "string")("uv", () => {
  if (typeof tools === "string") return;
  let room: Room;
  let index: PackageIndex | undefined;
  afterEach(async () => {
    room.remove();
    await index?.close();
  });

  it("of PATH is taken when it is new enough, the next one where the first is not", async () => {
    room = openRoom(tools, { uv: true });
    room.write("old/uv", "#!/bin/sh\necho 'uv 0.4.30 (abc 2024-11-04)'\n", 0o700);
    room.write("broken/uv", "#!/bin/sh\nexit 3\n", 0o700);
    const path = (...names: string[]) => ({ PATH: names.map((name) => join(room.folder, name)).join(":") });
    expect(await uvOnPath(path("broken", "old", "bin"))).toBe(join(room.folder, "bin", "uv"));
    expect(await uvOnPath(path("old"))).toBeUndefined();
  });

  it("is installed by a virtual environment's pip where the Python has none, once", async () => {
    room = openRoom(tools, { uv: false });
    index = await openPackageIndex({ wheels: room.wheels });
    const preparation = {
      ...{ engineFolder: privateFolder(room.engineFolder), data: room.data },
      env: { ...room.env, UV_DEFAULT_INDEX: index.url },
      clock: new BareClock(),
    };
    const bare = { ...tools.python, pip: false };
    const uv = await openUv(undefined, bare, preparation);
    expect((await uv.run("--version")).stdout).toMatch(/^uv \d/);
    expect(existsSync(`${join(uv.path, "..", "..")}.venv`)).toBe(false);
    const asked = index.requests.length;
    expect((await openUv(undefined, bare, preparation)).path).toBe(uv.path);
    expect(index.requests.length).toBe(asked);
  });

  it("needs a Python that can make virtual environments, and says so when it fails at it", async () => {
    room = openRoom(tools, { uv: false });
    const broken = room.write(
      "bin/broken",
      "#!/bin/sh\necho 'ensurepip is not available' >&2\nexit 1\n",
      0o700,
    );
    const error = await openUv(
      undefined,
      { ...tools.python, real: broken, pip: false },
      {
        engineFolder: privateFolder(room.engineFolder),
        clock: new BareClock(),
        env: room.env,
      },
    ).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "ADP-PY-007" });
    expect(error.evidence.join()).toContain("ensurepip is not available");
  });
});
