// Layer 1 on a stand-in for the Runtime, by the committed bundle: built, unchanged, changed, rolled back; and what a
// datakit gets from it. The stand-in proves nothing about what else a real Runtime brings; with ADP_E2E_RUNTIME=IMAGE
// the same runs on that image.
// @suite 140 s
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "zod/mini";
import { Docker } from "../packages/adp/src/docker/index.ts";
import { openOutput } from "../packages/adp/src/kernel/output.ts";
import { recordSchema } from "../packages/adp/src/layer3/index.ts";
import { findOrBuildImage } from "../packages/adp/src/platform/image.ts";
import { cacheBytes } from "../packages/ticket-sharer/test/tickets.ts";
import { Registry } from "./world/corporation/registry.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type Built, Layer1World, type Refusal, token } from "./world/layer1/layer1.ts";
import { newFolder, onFreePort, removeFolder } from "./world/lib/index.ts";

const skip = noEngine();
const image = "adp-e2e-layer1";

describe.skipIf(skip !== undefined)(`Layer 1 (${skip ?? "on a stand-in for the Runtime"})`, () => {
  let world: Layer1World;
  let first: Built;

  beforeAll(async () => {
    world = await Layer1World.create(image);
    // Steps of this clone alone: of one step that a suite beside this one runs at the same moment the engine would keep
    // both results, and a later build take either.
    for (const name of ["packages.txt", join("constraints", "bindings.txt")])
      appendFileSync(join(world.layer1, name), `# ${world.folder}\n`);
  });
  afterAll(() => world?.close());

  /** A datakit as everybody makes one; only the name after FROM is this world's, since other tests share the engine. */
  async function rendered(name: string): Promise<string> {
    const done = await world.run([
      "node",
      join(world.clone, "packages", "adp", "dist", "adp.mjs"),
      "datakit",
      "new",
      name,
      "--into",
      world.folder,
    ]);
    expect(done.code, done.stderr).toBe(0);
    const datakit = join(world.folder, `${name}-datakit`);
    const dockerfile = join(datakit, "Dockerfile");
    const before = readFileSync(dockerfile, "utf8");
    const after = before.replace(/^FROM layer1-airflow:latest$/m, `FROM ${image}:latest`);
    expect(after).not.toBe(before);
    writeFileSync(dockerfile, after);
    return datakit;
  }

  const label = (name: string) =>
    (world.inspect(world.base).Config.Labels as Record<string, string>)[`io.astronomer.docker.${name}`];

  it("fails before the framework's wheel is there, with what to type", async () => {
    const base = `IMAGE_ASTRONOMER=${world.base}`;
    const done = await world.run(["docker", "build", "--build-arg", base, "-t", `${image}:plain`, "."]);
    expect(done.code).not.toBe(0);
    expect(done.stdout + done.stderr).toContain(
      "layer1: the framework's wheel is missing. Run: make framework, and build again",
    );
  });

  it("is built by make build alone, on the base without ONBUILD steps, and says so", async () => {
    first = await world.built("--sbom sbom.json");
    expect(first).toMatchObject({
      image: `${image}:latest`,
      base: { asked: world.env.IMAGE_ASTRONOMER, taken: `${world.env.IMAGE_ASTRONOMER}-base` },
      scan: { known: 0, credentials: 1 },
    });
    expect(first.tag).toMatch(new RegExp(`^${image}:\\d+\\.\\d+\\.\\d+-${first.inputs.slice(0, 12)}$`));
    expect(first.warnings.join("\n")).toMatch(/ONBUILD steps of its own.* -base sibling/);
    if (process.env.ADP_E2E_RUNTIME === undefined)
      expect(first.warnings.join("\n")).toMatch(/out of support since 2025-10-31/);
    const sbom = JSON.parse(readFileSync(join(world.layer1, "sbom.json"), "utf8"));
    expect(sbom.components).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: "apache-airflow",
          purl: `pkg:pypi/apache-airflow@${label("airflow.version")}`,
        }),
        expect.objectContaining({ name: "krb5-user" }),
      ]),
    );
  });

  it("carries its labels, its ONBUILD steps and astro; the record holds times and logins' places", () => {
    const { Config, Id } = world.inspect(`${image}:latest`);
    expect(Config.Labels).toMatchObject({
      "io.airflow-data-platform.layer1.inputs": first.inputs,
      "io.airflow-data-platform.layer1.framework": readFileSync(
        join(world.clone, "sqlmodel-framework", "VERSION"),
        "utf8",
      ).trim(),
      "org.opencontainers.image.base.digest": expect.stringMatching(/^sha256:/),
      "org.opencontainers.image.created": expect.stringMatching(/^20\d\d-/),
      "org.opencontainers.image.revision": expect.stringMatching(/^[0-9a-f]{40}$/),
      "io.astronomer.docker.runtime.version": label("runtime.version"),
    });
    // The Runtime's steps; what Layer 1 brings stays at its version while a datakit's requirements are installed.
    const steps = JSON.stringify(Config.OnBuild);
    expect(steps).toContain("keep-layer1 install-python-dependencies");
    expect(JSON.parse(steps.replace("keep-layer1 ", ""))).toEqual(
      world.inspect(world.env.IMAGE_ASTRONOMER ?? "").Config.OnBuild,
    );
    expect(Config.User).toBe("astro");
    const record = readFileSync(first.provenance, "utf8");
    expect(JSON.parse(record)).toMatchObject({
      image: Id,
      reached: { apt: [{ login: { user: "myuser" } }, {}] },
    });
    expect(record).not.toContain(token);
  });

  it("brings a ticket sharer, which shares a ticket and is the one that adp platform takes", async () => {
    const names = [first.tag.split(":")[1], "latest"].map((tag) => `${image}-ticket-sharer:${tag}`);
    const [tagged, latest] = names.map((name) => world.inspect(name));
    expect(latest?.Id).toBe(tagged?.Id);
    // On Layer 1's base, not on the stand-in's; the step above is the same, too, but of one step that ran twice on this
    // machine the engine may keep both results.
    const base = world.inspect(first.base.taken).RootFS.Layers;
    expect(latest?.RootFS.Layers.slice(0, base.length)).toEqual(base);
    const sharer = `${image}-ticket-sharer:latest`;
    const run = (options: readonly string[], ...argv: string[]) =>
      world.engine.docker("run", "--rm", "--network=none", ...options, sharer, ...argv);
    expect(run(["--entrypoint=klist"], "-V")).toMatch(/^Kerberos 5/);
    expect(run(["--entrypoint=node"], "--version")).toMatch(/^v2\d\./);

    const [source, copies] = ["source", "copies"].map((name) => join(world.folder, name));
    for (const folder of [source, copies]) mkdirSync(folder as string, { mode: 0o700 });
    const ticket = cacheBytes();
    writeFileSync(join(source as string, "krb5cc"), ticket, { mode: 0o600 });
    const closed = ["--read-only", "--cap-drop=ALL", "--user=0:0"];
    const mounts = [`--volume=${source}:/krb5/source:ro`, `--volume=${copies}:/krb5/cache`];
    run([...closed, ...mounts], "--once");
    expect(readFileSync(join(copies as string, "krb5cc"))).toEqual(Buffer.from(ticket));

    const tag = `adp-e2e-${process.pid}`;
    world.engine.docker("tag", sharer, `layer1-ticket-sharer:${tag}`);
    try {
      const docker = new Docker({ env: world.engine.env });
      const options = { docker, root: world.clone, settings: { LAYER1_TAG: tag }, output: openOutput() };
      expect(await findOrBuildImage(options)).toEqual({
        name: `layer1-ticket-sharer:${tag}`,
        standIn: false,
      });
    } finally {
      world.engine.docker("rmi", `layer1-ticket-sharer:${tag}`);
    }
  });

  it("installs Node.js for the ticket sharer where no image of it is at hand", async () => {
    // Node's image is looked for beside Python's, where nothing listens. Without a Python, the Runtime compiles as before.
    const python = "127.0.0.1:9/library/python:none";
    world.engine.docker("tag", "debian:bookworm-slim", python);
    try {
      const built = await world.built("", { IMAGE_NODE: "", IMAGE_PYTHON: python });
      expect(built.warnings.join("\n")).toContain("takes Node.js from the apt mirror or the Python index");
      const sharer = `${image}-ticket-sharer:latest`;
      expect(
        world.engine.docker("run", "--rm", "--network=none", "--entrypoint=node", sharer, "--version"),
      ).toBe("v22.20.0");
    } finally {
      world.engine.docker("rmi", python);
    }
  });

  it("is the same image when nothing changed, and knows its layers", async () => {
    const again = await world.built();
    expect(again).toMatchObject({ id: first.id, tag: first.tag, unchanged: true });
    expect(again.scan.known).toBe(again.scan.layers);
  });

  it("repeats only what comes after a changed requirement; earlier ones stay, and one command goes back", async () => {
    const file = join(world.layer1, "requirements.txt");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, `${before}wheel==0.45.1\n`);
    const second = await world.built();
    writeFileSync(file, before);
    expect(second.inputs).not.toBe(first.inputs);
    const [old, now] = [first.tag, second.tag].map((name) => world.inspect(name).RootFS.Layers);
    const base = world.inspect(first.base.taken).RootFS.Layers.length;
    // Debian's packages and uv.
    expect(now?.slice(0, base + 2)).toEqual(old?.slice(0, base + 2));
    expect(now?.[base + 2]).not.toBe(old?.[base + 2]);
    expect(
      world.engine.docker(
        "run",
        "--rm",
        `${image}:latest`,
        "python",
        "-c",
        "import wheel; print(wheel.__version__)",
      ),
    ).toBe("0.45.1");

    const list = (await world.make("list")).document as { tag: string; inUse: boolean }[];
    expect(list.map((entry) => entry.inUse)).toEqual([true, false]);
    const used = await world.make("use", first.tag.split(":")[1]);
    expect(used.code, used.said).toBe(0);
    expect(world.inspect(`${image}:latest`).Id).toBe(first.id);
    expect((await world.make("use", "no-such-tag")).document).toMatchObject({
      error: { code: "ADP-L1-050" },
    });
    world.engine.docker("tag", world.base, `${image}:stranger`);
    expect((await world.make("use", "stranger")).document).toMatchObject({ error: { code: "ADP-L1-051" } });
  });

  it("gives a datakit of the template its files, and Airflow lists its DAGs inside", async () => {
    const datakit = await rendered("customer-360");
    world.engine.docker("build", "--quiet", "--tag", `${image}-datakit:latest`, datakit);
    const inside = (script: string) =>
      world.engine.docker(
        "run",
        "--rm",
        "--network=none",
        "--env=AIRFLOW__CORE__LOAD_EXAMPLES=False",
        `${image}-datakit:latest`,
        "bash",
        "-ec",
        script,
      );
    expect(inside("id -un; stat -c %U dags/example_dag.py; klist -V | cut -c1-8")).toBe(
      "astro\nastro\nKerberos",
    );
    expect(inside("grep -m1 default_realm /etc/krb5.conf")).toBe("default_realm = COMPANY.COM");
    const said = inside(
      "airflow db migrate >/tmp/said 2>&1 || { cat /tmp/said; exit 1; }; airflow dags list --output json; airflow dags list-import-errors --output json",
    );
    const [dags, errors] = said.split("\n").filter((line) => line.startsWith("["));
    expect(JSON.parse(dags ?? "")).toEqual([expect.objectContaining({ dag_id: "customer_360_example" })]);
    expect(errors).toBe("[]");
  });

  it("adp datakit push sends what was built, tested and scanned, with the record that a promotion takes", async () => {
    const datakit = join(world.folder, "customer-360-datakit");
    const adp = (...words: string[]) =>
      world.run(["node", join(world.clone, "packages", "adp", "dist", "adp.mjs"), ...words]);
    const folder = newFolder("adp-push-registry");
    let registry: Registry | undefined;
    let repository = "";
    const record = join(world.folder, "pushed.json");
    const sbom = join(world.folder, "sbom-of-datakit.json");
    const push = () =>
      adp("datakit", "push", repository, "--datakit", datakit, "--record", record, "--sbom", sbom, "--json");
    const code = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { error: Refusal }).error.code;
    const commit = (message: string) =>
      world.run([
        ...[
          "sh",
          "-c",
          'cd "$1" && git init -q && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm "$2"',
        ],
        ...["sh", datakit, message],
      ]);
    try {
      await onFreePort(async (port) => {
        registry = await Registry.start(folder, join(folder, "storage"), [["ada", "a-token-of-ada"]], port);
        repository = `127.0.0.1:${port}/data/customer-360-datakit`;
      });
      expect(code(await push())).toBe("ADP-KIT-018");
      await commit("Begin");
      expect(code(await push())).toBe("ADP-L1-053");
      const login = 'printf %s "$TOKEN" | docker login --username ada --password-stdin "$1"';
      await world.run(["sh", "-c", login, "sh", repository], { TOKEN: "a-token-of-ada" });

      const done = await push();
      expect(done.code, done.stdout + done.stderr).toBe(0);
      const written = parse(recordSchema, JSON.parse(readFileSync(record, "utf8")));
      expect(written).toMatchObject({
        image: repository,
        airflow: label("airflow.version"),
        runtime: label("runtime.version"),
        scan: { found: 0 },
        promise: { kept: true },
        tests: { failed: 0 },
      });
      expect(written.tests.passed).toBeGreaterThan(1);
      expect(readFileSync(sbom, "utf8")).toContain('"purl": "pkg:pypi/sqlmodel-framework@');
      // The registry has it under its digest.
      world.engine.docker("pull", "--quiet", `${repository}@${written.digest}`);
      world.engine.docker("rmi", `${repository}@${written.digest}`);

      // Each gate, and nothing is pushed: the record of the last push stays as it was.
      writeFileSync(join(datakit, "dags", "key.py"), "# AKIA" + "Q4ZX7RTMV2KPL9WD\n");
      expect(code(await push())).toBe("ADP-KIT-008");
      writeFileSync(join(datakit, "include", "login.txt"), `https://me:${token}@index.test\n`);
      await commit("Add a login");
      expect(code(await push())).toBe("ADP-KIT-022");
      rmSync(join(datakit, "dags", "key.py"));
      rmSync(join(datakit, "include", "login.txt"));
      writeFileSync(join(datakit, "tests", "test_wrong.py"), "def test_wrong():\n    assert False\n");
      await commit("Fail");
      expect(code(await push())).toBe("ADP-KIT-021");
      writeFileSync(join(datakit, "Dockerfile"), `FROM ${image}:latest\nRUN exit 3\n`);
      await commit("Do not build");
      expect(code(await push())).toBe("ADP-KIT-020");
      writeFileSync(join(datakit, "Dockerfile"), "FROM nowhere:1\n");
      await commit("Begin from nowhere");
      expect(code(await push())).toBe("ADP-KIT-019");
      expect(parse(recordSchema, JSON.parse(readFileSync(record, "utf8")))).toEqual(written);
      expect(world.engine.docker("image", "ls", "--quiet", "adp-push")).toBe("");
    } finally {
      await registry?.stop();
      removeFolder(folder);
    }
  });

  it("takes an image without its ONBUILD steps where there is no sibling, and --exact-base forbids both", async () => {
    const alone = `${image}-alone:1`;
    world.engine.docker("tag", world.env.IMAGE_ASTRONOMER ?? "", alone);
    const done = await world.built("", { IMAGE_ASTRONOMER: alone });
    expect(done.base.taken).toMatch(/^layer1-plain-base:[0-9a-f]{12}$/);
    expect(done.warnings.join("\n")).toMatch(/The build uses the same image without these steps/);
    expect(world.inspect(done.base.taken).RootFS.Layers).toEqual(world.inspect(alone).RootFS.Layers);
    expect(world.inspect(done.base.taken).Config.OnBuild ?? null).toBeNull();
    // The same layers below: nothing is installed again.
    expect(world.inspect(done.image).RootFS.Layers.slice(0, -1)).toEqual(
      world.inspect(first.tag).RootFS.Layers.slice(0, -1),
    );
    world.engine.docker("rmi", done.base.taken);
    expect(await world.refused("--exact-base")).toMatchObject({ code: "ADP-L1-014" });
    expect((await world.built("--exact-base", { IMAGE_ASTRONOMER: first.base.taken })).id).toBe(first.id);
  });
});
