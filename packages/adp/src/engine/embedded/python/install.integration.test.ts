import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AdpError } from "../../../kernel/errors.ts";
import { run } from "../../../kernel/process.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { type PreparedAirflow, prepareAirflow } from "./environment.ts";
import { type InstallOptions, installInto } from "./install.ts";
import { openPackageIndex, type PackageIndex } from "./testing/package-index.ts";
import { openRoom, type Room, realTools } from "./testing/real-tools.ts";
import { makeWheel, pin, type Wheel } from "./testing/wheel.ts";

const tools = await realTools();

describe.skipIf(typeof tools === "string")("a datakit's packages", () => {
  if (typeof tools === "string") return;
  let room: Room;
  let index: PackageIndex;
  let airflow: PreparedAirflow;
  let source: Wheel;
  const shared = makeWheel("shared", "1.0");
  const newer = makeWheel("shared", "2.0");
  const reader = makeWheel("reader", "1.0", { requires: ["shared", "helper"] });
  const helper = makeWheel("helper", "1.0");
  const strict = makeWheel("strict", "1.0", { requires: ["shared>=2"] });

  beforeAll(async () => {
    room = openRoom(tools, { uv: true });
    const lock = join(room.data, "airflow", "3.3", "lock.txt");
    writeFileSync(lock, readFileSync(lock, "utf8") + pin(shared));
    source = await sourcePackage(room);
    const wheels = [...room.wheels, shared, newer, reader, helper, strict, source];
    index = await openPackageIndex({ wheels });
    airflow = await prepareAirflow({
      ...{ line: "3.3", engineFolder: room.engineFolder, data: room.data, clock: new BareClock() },
      env: { ...room.env, UV_DEFAULT_INDEX: index.url },
    });
  });
  afterAll(async () => {
    await index.close();
    room.remove();
  });

  function install(text: string, more: Partial<InstallOptions> = {}): Promise<void> {
    return installInto({
      airflow,
      requirements: room.write("kit/requirements.txt", text),
      target: join(room.folder, "beside"),
      constrained: true,
      clock: new BareClock(),
      data: room.data,
      env: { ...room.env, UV_DEFAULT_INDEX: index.url },
      ...more,
    });
  }

  async function failing(text: string, more: Partial<InstallOptions> = {}): Promise<AdpError> {
    const error = await install(text, more).catch((thrown) => thrown);
    if (!(error instanceof AdpError)) throw error ?? new Error("nothing failed");
    expect(error.next.at(-1)).toEqual(again);
    return error;
  }

  it("lie beside Airflow, and only what Airflow does not have", async () => {
    const target = join(room.folder, "lie-beside");
    await install("reader\n", { target });
    expect(
      readdirSync(target)
        .filter((name) => name.endsWith(".dist-info"))
        .sort(),
    ).toEqual(["helper-1.0.dist-info", "reader-1.0.dist-info"]);
    const all = "import reader, helper, shared; print(shared.__version__)";
    const done = await run([airflow.python, "-c", all], { env: { PYTHONPATH: target } });
    expect(done.stdout).toBe("1.0\n");
    await install("shared==1.0\n", { target: join(room.folder, "nothing-to-do") });
    expect(existsSync(join(room.folder, "nothing-to-do"))).toBe(false);
  });

  it("of several datakits agree with each other", async () => {
    const one = room.write("one/requirements.txt", "helper==1.0\n");
    const other = room.write("other/requirements.txt", "helper==2.0\n");
    const error = await failing("", { requirements: [one, other] });
    expect(error.code).toMatch(/ADP-PY-01[79]/);
  });

  it("against Airflow's versions are refused, and both are named", async () => {
    const direct = await failing("shared==2.0\n");
    expect(direct).toMatchObject({ code: "ADP-PY-019", exit: 1 });
    expect(direct.why).toContain("kit/requirements.txt asks for shared==2.0; Airflow 3.3.2 has shared==1.0");
    const indirect = await failing("strict\n");
    expect(indirect.code).toBe("ADP-PY-019");
    expect(indirect.evidence.join("\n")).toMatch(/strict[\s\S]*shared>=2/);
  });

  it("may go into the environment itself, without the lock's bounds", async () => {
    await install("helper\n", { target: undefined as never, constrained: false });
    expect((await run([airflow.python, "-c", "import helper; print('ok')"])).stdout).toBe("ok\n");
  });

  it("with hashes are held to them", async () => {
    const target = join(room.folder, "hashed");
    await install(pin(reader), { target });
    expect(existsSync(join(target, "reader"))).toBe(true);
    const error = await failing(pin(reader, "0".repeat(64)), { target: join(room.folder, "other-hash") });
    expect(error.code).toBe("ADP-PY-014");
    const alone = { noDependencies: true, constrained: false, target: join(room.folder, "alone") };
    expect((await failing("helper==1.0\n", alone)).code).toBe("ADP-PY-020");
    await install(pin(reader), alone);
    expect(readdirSync(alone.target)).not.toContain("helper");
  });

  it("that are misspelt, not there, or do not build", async () => {
    const misspelt = await failing("reader = 1.0\n");
    expect(misspelt.code).toBe("ADP-PY-020");
    expect(JSON.stringify(misspelt.next)).toContain("kit/requirements.txt");
    const gone = await failing("no-such-thing==1.0\n");
    expect(gone.code).toBe("ADP-PY-017");
    expect(JSON.stringify(gone.next)).toContain("correct the name or version");
    // The environment of this test has no setuptools: the build ends at once, as a broken one would.
    const alone = { noDependencies: true, constrained: false, target: join(room.folder, "built") };
    expect((await failing(pin(source), alone)).code).toBe("ADP-PY-018");
  });
});

async function sourcePackage(room: Room): Promise<Wheel> {
  const folder = join(room.folder, "tar", "from-source-1.0");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "setup.py"),
    "from setuptools import setup\nsetup(name='from-source', version='1.0')\n",
  );
  writeFileSync(join(folder, "PKG-INFO"), "Metadata-Version: 2.1\nName: from-source\nVersion: 1.0\n");
  const file = "from-source-1.0.tar.gz";
  await run(["tar", "-czf", file, "from-source-1.0"], { cwd: join(room.folder, "tar") });
  const content = readFileSync(join(room.folder, "tar", file));
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { name: "from-source", version: "1.0", file, content, sha256 };
}
