import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openPackageIndex } from "../engine/embedded/python/testing/package-index.ts";
import { openRoom, type Room, realTools } from "../engine/embedded/python/testing/real-tools.ts";
import { makeWheel, pin, type Wheel } from "../engine/embedded/python/testing/wheel.ts";
import { attempt, run } from "../kernel/process.ts";
import { layer1Folder } from "./folder.ts";
import { explainedStep } from "./testing/explained-step.ts";

// Real tools, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
const tools = await realTools();

// python-packages.sh itself, on a virtual environment in the place of a Runtime.
describe.skipIf(typeof tools === "string")("a mirror of Python packages that Layer 1 must not trust", () => {
  if (typeof tools === "string") return;
  let room: Room;
  const build = join(layer1Folder().folder, "build");
  const at = (...path: string[]) => join(room.folder, ...path);
  const needsHelper = makeWheel("model", "1.0", { requires: ["helper", "in-runtime"] });
  const helper = makeWheel("helper", "1.0");
  const other = makeWheel("helper", "1.0", { padding: Buffer.from("another file of this name") });
  const evil = makeWheel("evil", "6.6");
  const tag = `cp${tools.python.minor.replace(".", "")}`;
  const compiled = makeWheel("gssapi", "1.12.0", { tag: `${tag}-${tag}-linux_${machine()}` });

  beforeAll(() => {
    room = openRoom(tools, { uv: true });
    for (const name of ["python-packages.sh", "constraints.sh", "environment.sh", "packages.py"])
      room.write(
        `layer1/${name}`,
        readFileSync(join(build, name), "utf8")
          .replaceAll("/run/layer1", at("layer1"))
          .replaceAll("/etc/layer1", at("etc"))
          .replaceAll("/run/secrets", at("secrets"))
          .replaceAll("rm -f /tmp/", `rm -f ${at("tmp")}/`),
      );
    for (const wheel of [makeWheel("apache-airflow", "3.3.2"), makeWheel("in-runtime", "1.0")])
      put("runtime", wheel);
    for (const folder of ["layer1/wheels", "layer1/sqlmodel", "pip"]) mkdirSync(at(folder));
  });
  afterEach(() => {
    for (const name of readdirSync(at("layer1/wheels"))) rmSync(at("layer1/wheels", name));
  });
  afterAll(() => room.remove());

  function put(folder: string, wheel: Wheel): void {
    mkdirSync(at(folder), { recursive: true });
    writeFileSync(at(folder, wheel.file), wheel.content);
  }

  /** Installs what `requirements` asks for, with these pins, from an index that serves this. */
  async function install(options: {
    requirements: string;
    pins: string;
    served: readonly Wheel[];
  }): Promise<{ installed: string[]; files: (name: string) => string[]; code: string; said: string }> {
    if (typeof tools === "string") throw new Error(tools);
    const bare = { env: room.env, bareEnvironment: true };
    const python = at("venv/bin/python");
    await run([tools.uv, "venv", "--clear", "--python", tools.python.real, at("venv")], bare);
    const runtime = ["--no-index", "--find-links", at("runtime"), "apache-airflow", "in-runtime"];
    await run([tools.uv, "pip", "install", "--python", python, ...runtime], bare);
    room.write("venv/bin/airflow", `#!${python}\n`, 0o755);
    // What any Runtime has: pip, and packaging.
    const pip = (await run([tools.python.real, "-c", "import pip; print(pip.__path__[0])"])).stdout.trim();
    for (const [name, path] of Object.entries({ pip, packaging: join(pip, "_vendor", "packaging") })) {
      rmSync(at("pip", name), { force: true });
      symlinkSync(path, at("pip", name));
    }
    room.write("layer1/requirements.txt", options.requirements);
    room.write("layer1/needs.txt", "in-runtime>=0.5\n");
    room.write("layer1/constraints/airflow-3.3.txt", options.pins);
    const index = await openPackageIndex({ wheels: options.served });
    const env = {
      ...room.env,
      // As a Runtime may set it.
      UV_CONSTRAINT: room.write("runtime.txt", "helper<2\nin-runtime==1.0\n"),
      PATH: `${at("venv/bin")}:${room.env.PATH}:/usr/bin:/bin`,
      PYTHONPATH: at("pip"),
      UV_DEFAULT_INDEX: index.url,
    };
    const done = await attempt(["/bin/sh", at("layer1/python-packages.sh")], { bareEnvironment: true, env });
    await index.close();
    const place = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
    const site = (await run(place)).stdout.trim();
    const output = `${done.stdout}\n${done.stderr}`;
    const error = done.code === 0 ? undefined : explainedStep("uv", output);
    return {
      installed: readdirSync(site).flatMap((name) => /^(.*)\.dist-info$/.exec(name)?.[1] ?? []),
      files: (name) => readdirSync(join(site, name)).sort(),
      code: error?.code ?? "none",
      said: error === undefined ? output : `${error.message} ${error.why}`,
    };
  }

  const model = { requirements: "model\n", pins: pin(needsHelper) + pin(helper) };

  it("what the pins name is installed beside the Runtime's packages, of which none comes from the index", async () => {
    const newer = makeWheel("in-runtime", "1.0", { padding: Buffer.from("another") });
    const done = await install({ ...model, served: [needsHelper, helper, newer] });
    expect(done, done.said).toMatchObject({ code: "none" });
    expect(done.installed.sort()).toEqual([
      "apache_airflow-3.3.2",
      "helper-1.0",
      "in_runtime-1.0",
      "model-1.0",
    ]);
    expect(done.files("in_runtime")).toEqual(["__init__.py"]);
  });

  it("another file behind a right name is refused, also where the index's page has its hash", async () => {
    const done = await install({ ...model, served: [needsHelper, other] });
    expect(done).toMatchObject({ code: "ADP-L1-029" });
    expect(done.said).toMatch(
      /served another file as helper==1\.0 than the one whose hash is in constraints/,
    );
    expect(done.installed).not.toContain("helper-1.0");
  });

  it("a package that only the index's metadata asks for is refused", async () => {
    const metadata =
      "Metadata-Version: 2.1\nName: model\nVersion: 1.0\nRequires-Dist: helper\nRequires-Dist: evil\n";
    const done = await install({ ...model, served: [{ ...needsHelper, metadata }, helper, evil] });
    expect(done).toMatchObject({ code: "ADP-L1-029" });
    expect(done.said).toMatch(/says that Layer 1 needs evil, which has no hash in constraints/);
    expect(done.installed.sort()).toEqual(["apache_airflow-3.3.2", "in_runtime-1.0"]);
  });

  it("what the build compiled is not replaced by the index's own file of that name, however well it fits", async () => {
    put("layer1/wheels", compiled);
    const better = makeWheel("gssapi", "1.12.0", {
      tag: `${tag}-${tag}-manylinux_2_17_${machine()}`,
      padding: Buffer.from("another"),
    });
    const done = await install({
      requirements: "gssapi\n",
      pins: "gssapi==1.12.0\n",
      served: [better],
    });
    expect(done, done.said).toMatchObject({ code: "none" });
    expect(done.files("gssapi")).toEqual(["__init__.py"]);
  });

  const added = makeWheel("added", "1.0", { requires: ["helper"] });
  const adding = { requirements: "model\nadded>=1\n", served: [needsHelper, helper, added] };

  it("what an organisation adds without a pin is installed, and named", async () => {
    const done = await install({ ...model, ...adding });
    expect(done, done.said).toMatchObject({ code: "none" });
    expect(done.said).toMatch(/constraints\/ has no pin for these[^\n]*\nadded>=1\n/);
    expect(done.installed).toContain("added-1.0");
  });

  it("what an organisation adds with a pin is held to it", async () => {
    const pins = model.pins + pin(added, "0".repeat(64));
    expect(await install({ ...adding, pins })).toMatchObject({ code: "ADP-L1-029" });
  });
});

/** As wheels name it. */
function machine(): string {
  return process.arch === "arm64" ? "aarch64" : "x86_64";
}
