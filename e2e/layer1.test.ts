// Layer 1 on a stand-in for the Runtime, by the committed bundle: built, unchanged, changed, rolled back; and what a
// datakit gets from it. The stand-in proves nothing about what else a real Runtime brings; with ADP_E2E_RUNTIME=IMAGE
// the same runs on that image.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Docker } from "../packages/adp/src/docker/index.ts";
import { openOutput } from "../packages/adp/src/kernel/output.ts";
import { ensureImage } from "../packages/adp/src/platform/image.ts";
import { cacheBytes } from "../packages/ticket-sharer/test/tickets.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type Built, Layer1World, token } from "./world/layer1/layer1.ts";

const skip = noEngine();
const image = "adp-e2e-layer1";

describe.skipIf(skip !== undefined)(`Layer 1 (${skip ?? "on a stand-in for the Runtime"})`, () => {
  let world: Layer1World;
  let first: Built;

  beforeAll(async () => {
    world = await Layer1World.create(image);
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
      "layer1: the framework's wheel is missing. Type: make framework   and build again",
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
    expect(first.warnings.join("\n")).toMatch(/carries ONBUILD steps of its own; its -base sibling/);
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
    expect(Config.OnBuild).toEqual(world.inspect(world.env.IMAGE_ASTRONOMER ?? "").Config.OnBuild);
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
      const docker = new Docker({ again: "make test", env: world.engine.env });
      const options = { root: world.clone, settings: { LAYER1_TAG: tag }, output: openOutput() };
      expect(await ensureImage(docker, options)).toEqual({
        name: `layer1-ticket-sharer:${tag}`,
        standIn: false,
      });
    } finally {
      world.engine.docker("rmi", `layer1-ticket-sharer:${tag}`);
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

  it("takes an image without its ONBUILD steps where there is no sibling, and --exact-base forbids both", async () => {
    const alone = `${image}-alone:1`;
    world.engine.docker("tag", world.env.IMAGE_ASTRONOMER ?? "", alone);
    const done = await world.built("", { IMAGE_ASTRONOMER: alone });
    expect(done.base.taken).toMatch(/^layer1-plain-base:[0-9a-f]{12}$/);
    expect(done.warnings.join("\n")).toMatch(/the same image without these steps is taken/);
    expect(world.inspect(done.base.taken).RootFS.Layers).toEqual(world.inspect(alone).RootFS.Layers);
    expect(world.inspect(done.base.taken).Config.OnBuild ?? null).toBeNull();
    // The same layers below: nothing is installed anew.
    expect(world.inspect(done.image).RootFS.Layers.slice(0, -1)).toEqual(
      world.inspect(first.tag).RootFS.Layers.slice(0, -1),
    );
    world.engine.docker("rmi", done.base.taken);
    expect(await world.refused("--exact-base")).toMatchObject({ code: "ADP-L1-014" });
    expect((await world.built("--exact-base", { IMAGE_ASTRONOMER: first.base.taken })).id).toBe(first.id);
  });
});
