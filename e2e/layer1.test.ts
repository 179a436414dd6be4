// Layer 1 on a stand-in for the Runtime, by the committed bundle: built, unchanged, changed, scanned, verified, rolled
// back; and what a datakit gets from it. The stand-in proves nothing about what else a real Runtime brings; with
// ADP_E2E_RUNTIME=IMAGE the same runs on that image.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../packages/adp/src/kernel/process.ts";
import { root, scratch } from "./world/adp.ts";
import { type Engine, noEngine, openEngine } from "./world/docker/engine.ts";
import { buildRuntimes, otherNames, runtimeName } from "./world/runtime/runtime.ts";

const skip = noEngine();
const image = "adp-e2e-layer1";
const token = "e2e/Token+of=Layer1";

interface Built {
  image: string;
  tag: string;
  id: string;
  inputs: string;
  unchanged: boolean;
  base: { asked: string; taken: string };
  scan: { layers: number; known: number; credentials: number };
  warnings: string[];
  provenance: string;
}

interface Answer {
  code: number;
  said: string;
  document: unknown;
}

describe.skipIf(skip !== undefined)(`Layer 1 (${skip ?? "on a stand-in for the Runtime"})`, () => {
  let engine: Engine;
  let world: ReturnType<typeof scratch>;
  let clone: string;
  let layer1: string;
  let env: Record<string, string>;
  let first: Built;

  beforeAll(async () => {
    engine = openEngine();
    world = scratch("layer1");
    clone = join(world.folder, "clone");
    layer1 = join(clone, "layer1-base-image");
    if (process.env.ADP_E2E_RUNTIME === undefined) await buildRuntimes(engine, ["2.9"]);
    await run(["git", "clone", "--quiet", root, clone]);
    // What is not committed yet is tested as well.
    await copyWorkTree(clone);
    const home = join(world.folder, "home");
    mkdirSync(home, { mode: 0o700 });
    // A login takes part, though this mirror asks for none: the scan must not find it.
    writeFileSync(join(home, ".netrc"), `machine deb.debian.org login myuser password ${token}\n`, {
      mode: 0o600,
    });
    // The company's certificates, where this machine has any beside the public ones.
    const certificates = process.env.SSL_CERT_FILE ?? "/etc/ssl/certs/ca-certificates.crt";
    if (existsSync(certificates))
      copyFileSync(certificates, join(layer1, "config", "certificates", "machine.crt"));
    copyFileSync(join(layer1, "config", "krb5.conf.example"), join(layer1, "config", "krb5.conf"));
    env = {
      ...engine.env,
      HOME: home,
      XDG_CONFIG_HOME: "",
      LAYER1_IMAGE: image,
      IMAGE_ASTRONOMER: process.env.ADP_E2E_RUNTIME ?? runtimeName("2.9"),
      IMAGE_NODE: otherNames.node,
      npm_config_registry: "http://127.0.0.1:9/",
    };
  });

  afterAll(() => {
    if (engine === undefined) return;
    const names = engine
      .docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
      .split("\n")
      .filter((name) => name.startsWith(image));
    if (names.length > 0) engine.docker("rmi", "--force", ...names);
    world.close();
    engine.close();
  });

  /** `make WORDS` in layer1-base-image, as everybody types it. */
  async function make(target: string, options = "", more: Record<string, string> = {}): Promise<Answer> {
    const done = await runAnyway(["make", "--no-print-directory", target, `ARGS=${options} --json`], {
      cwd: layer1,
      env: { ...env, ...more },
    });
    let document: unknown;
    try {
      document = JSON.parse(done.stdout);
    } catch {
      // The caller looks at what was said.
    }
    return { code: done.code, said: done.stdout + done.stderr, document };
  }

  async function built(options = "", more: Record<string, string> = {}): Promise<Built> {
    const answer = await make("build", options, more);
    expect(answer.code, answer.said).toBe(0);
    return answer.document as Built;
  }

  async function refused(options = "", more: Record<string, string> = {}) {
    const answer = await make("build", options, more);
    expect(answer.code, answer.said).not.toBe(0);
    expect(answer.said).not.toContain(token);
    return (answer.document as { error: { code: string; what: string; why?: string; next: string[] } }).error;
  }

  function inspect(name: string): {
    Id: string;
    Config: Record<string, unknown>;
    RootFS: { Layers: string[] };
  } {
    return JSON.parse(engine.docker("image", "inspect", name))[0];
  }

  it("fails before the framework's wheel is there, with what to type", async () => {
    const done = await runAnyway(
      [
        "docker",
        "build",
        "--build-arg",
        `IMAGE_ASTRONOMER=${runtimeName("2.9", "base")}`,
        "-t",
        `${image}:plain`,
        ".",
      ],
      { cwd: layer1, env },
    );
    expect(done.code).not.toBe(0);
    expect(done.stdout + done.stderr).toContain(
      "layer1: the framework's wheel is missing. Type: make framework   and build again",
    );
  });

  it("is built by make build alone, on the base without ONBUILD steps, and says so", async () => {
    first = await built("--sbom sbom.json");
    expect(first).toMatchObject({
      image: `${image}:latest`,
      base: { asked: env.IMAGE_ASTRONOMER, taken: `${env.IMAGE_ASTRONOMER}-base` },
      scan: { known: 0, credentials: 1 },
    });
    expect(first.tag).toMatch(new RegExp(`^${image}:\\d+\\.\\d+\\.\\d+-${first.inputs.slice(0, 12)}$`));
    expect(first.warnings.join("\n")).toMatch(/carries ONBUILD steps of its own; its -base sibling/);
    expect(first.warnings.join("\n")).toMatch(/out of support since 2025-10-31/);
    const sbom = JSON.parse(readFileSync(join(layer1, "sbom.json"), "utf8"));
    expect(sbom.components).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: "apache-airflow",
          purl: expect.stringMatching(/^pkg:pypi\/apache-airflow@2\.9/),
        }),
        expect.objectContaining({ name: "krb5-user" }),
      ]),
    );
  });

  it("carries its labels, its ONBUILD steps and astro; the record holds times and logins' places", () => {
    const { Config, Id } = inspect(`${image}:latest`);
    expect(Config.Labels).toMatchObject({
      "io.airflow-data-platform.layer1.inputs": first.inputs,
      "io.airflow-data-platform.layer1.framework": readFileSync(
        join(clone, "sqlmodel-framework", "VERSION"),
        "utf8",
      ).trim(),
      "org.opencontainers.image.base.digest": expect.stringMatching(/^sha256:/),
      "org.opencontainers.image.created": expect.stringMatching(/^20\d\d-/),
      "org.opencontainers.image.revision": expect.stringMatching(/^[0-9a-f]{40}$/),
      "io.astronomer.docker.runtime.version": "11.10.0",
    });
    expect(Config.OnBuild).toEqual(inspect(env.IMAGE_ASTRONOMER ?? "").Config.OnBuild);
    expect(Config.User).toBe("astro");
    const record = readFileSync(first.provenance, "utf8");
    expect(JSON.parse(record)).toMatchObject({
      image: Id,
      reached: { apt: [{ login: { user: "myuser" } }, {}] },
    });
    expect(record).not.toContain(token);
  });

  it("is the same image when nothing changed, and knows its layers", async () => {
    const again = await built();
    expect(again).toMatchObject({ id: first.id, tag: first.tag, unchanged: true });
    expect(again.scan.known).toBe(again.scan.layers);
  });

  it("repeats only what comes after a changed requirement; earlier ones stay, and one command goes back", async () => {
    const file = join(layer1, "requirements.txt");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, `${before}wheel==0.45.1\n`);
    const second = await built();
    writeFileSync(file, before);
    expect(second.inputs).not.toBe(first.inputs);
    const [old, now] = [first.tag, second.tag].map((name) => inspect(name).RootFS.Layers);
    const base = inspect(first.base.taken).RootFS.Layers.length;
    // Debian's packages and uv.
    expect(now?.slice(0, base + 2)).toEqual(old?.slice(0, base + 2));
    expect(now?.[base + 2]).not.toBe(old?.[base + 2]);
    expect(
      engine.docker(
        "run",
        "--rm",
        `${image}:latest`,
        "python",
        "-c",
        "import wheel; print(wheel.__version__)",
      ),
    ).toBe("0.45.1");

    const list = (await make("list")).document as { tag: string; inUse: boolean }[];
    expect(list.map((entry) => entry.inUse)).toEqual([true, false]);
    const used = await make("use", first.tag.split(":")[1]);
    expect(used.code, used.said).toBe(0);
    expect(inspect(`${image}:latest`).Id).toBe(first.id);
    expect((await make("use", "no-such-tag")).document).toMatchObject({ error: { code: "ADP-L1-050" } });
    engine.docker("tag", runtimeName("2.9", "base"), `${image}:stranger`);
    expect((await make("use", "stranger")).document).toMatchObject({ error: { code: "ADP-L1-051" } });
  });

  it("gives a datakit its packages, its requirements and its files", async () => {
    const datakit = join(world.folder, "datakit");
    mkdirSync(join(datakit, "dags"), { recursive: true });
    writeFileSync(join(datakit, "Dockerfile"), `FROM ${image}:latest\n`);
    writeFileSync(join(datakit, "packages.txt"), "");
    writeFileSync(join(datakit, "requirements.txt"), "");
    writeFileSync(join(datakit, "dags", "hello.py"), "from sqlmodel_framework import ReferenceTable\n");
    engine.docker("build", "--quiet", "--tag", `${image}-datakit:latest`, datakit);
    expect(
      engine.docker(
        "run",
        "--rm",
        `${image}-datakit:latest`,
        "bash",
        "-c",
        "id -un; stat -c %U dags/hello.py; python dags/hello.py; klist -V | cut -c1-8; cat /etc/krb5.conf | grep -m1 default_realm",
      ),
    ).toBe("astro\nastro\nKerberos\n    default_realm = COMPANY.COM");
  });

  it("is verified without a build, and each fault has its code", async () => {
    const good = await make("verify");
    const { checks } = good.document as { checks: { name: string; ok: boolean; code: string | null }[] };
    expect(
      checks.filter((check) => !check.ok).map((check) => check.code),
      good.said,
    ).toEqual(["ADP-L1-071"]);
    expect(good.code).toBe(0);

    const broken = join(world.folder, "broken");
    mkdirSync(broken);
    const faults = [
      "USER root",
      "RUN rm -rf /etc/odbcinst.ini /usr/bin/klist && touch /usr/local/bin/gcc && chmod 0755 /usr/local/bin/gcc",
      "RUN mkdir /everybody && chmod 0777 /everybody",
      "RUN pip uninstall -qy --break-system-packages sqlmodel-framework pydantic",
      "RUN echo 'machine a.example login me password Zq81xPlm2w' > /root/.netrc && rm /root/.netrc",
      "LABEL io.astronomer.docker.airflow.version=2.9.2",
    ];
    writeFileSync(
      join(broken, "Dockerfile"),
      `FROM ${first.base.taken} AS base\nFROM ${image}:latest\n${faults.join("\n").replace("rm /root/.netrc", "true\nRUN rm /root/.netrc")}\n`,
    );
    for (const name of ["packages.txt", "requirements.txt"]) writeFileSync(join(broken, name), "");
    engine.docker("build", "--quiet", "--tag", `${image}-broken:latest`, broken);
    const bad = await make("verify", `${image}-broken:latest`);
    const codes = (bad.document as { checks: { ok: boolean; code: string }[] }).checks
      .filter((check) => !check.ok)
      .map((check) => check.code);
    expect(codes.sort(), bad.said).toEqual(
      ["061", "062", "063", "064", "065", "066", "067", "068", "069", "070", "071"].map(
        (number) => `ADP-L1-${number}`,
      ),
    );
    expect(bad.said).not.toContain("Zq81xPlm2w");
    engine.docker("tag", "debian:bookworm-slim", `${image}-stranger:latest`);
    const stranger = (await make("verify", `${image}-stranger:latest`)).document as {
      checks: { code: string }[];
    };
    expect(stranger.checks.map((check) => check.code)).toEqual(
      expect.arrayContaining(["ADP-L1-060", "ADP-L1-073"]),
    );
    expect((await make("verify", `${image}:none`)).document).toMatchObject({ error: { code: "ADP-L1-050" } });
  });

  it("takes an image without its ONBUILD steps where there is no sibling, and --exact-base forbids both", async () => {
    const alone = `${image}-alone:1`;
    engine.docker("tag", env.IMAGE_ASTRONOMER ?? "", alone);
    const done = await built("", { IMAGE_ASTRONOMER: alone });
    expect(done.base.taken).toMatch(/^layer1-plain-base:[0-9a-f]{12}$/);
    expect(done.warnings.join("\n")).toMatch(/the same image without these steps is taken/);
    expect(inspect(done.base.taken).RootFS.Layers).toEqual(inspect(alone).RootFS.Layers);
    expect(inspect(done.base.taken).Config.OnBuild ?? null).toBeNull();
    // The same layers below: nothing is installed anew.
    expect(inspect(done.image).RootFS.Layers.slice(0, -1)).toEqual(
      inspect(first.tag).RootFS.Layers.slice(0, -1),
    );
    engine.docker("rmi", done.base.taken);
    expect(await refused("--exact-base")).toMatchObject({ code: "ADP-L1-014" });
    expect((await built("--exact-base", { IMAGE_ASTRONOMER: first.base.taken })).id).toBe(first.id);
  });

  it("fails when a step writes a login into the image, in any form, and leaves latest as it was", async () => {
    await built();
    const dockerfile = join(layer1, "Dockerfile");
    const before = readFileSync(dockerfile, "utf8");
    // Each form in a layer of its own, removed again by the next.
    const steps = [
      "cp /s /raw",
      "rm /raw; python3 -c \"import base64,re,sys; pw=re.search(r'password (\\\\S+)',open('/s').read()).group(1); open('/b64','wb').write(base64.b64encode(('myuser:'+pw).encode()))\"",
      "rm /b64; python3 -c \"import zipfile; z=zipfile.ZipFile('/x.whl','w',zipfile.ZIP_DEFLATED); z.write('/s','pkg/settings'); z.close()\"",
      "rm /x.whl; gzip -c /s > /x.gz",
    ];
    const planted = steps.map((step) => `RUN --mount=type=secret,id=apt-auth,target=/s ${step}\n`).join("");
    writeFileSync(
      dockerfile,
      before.replace(
        "FROM platform AS layer1\n",
        `FROM platform AS layer1\nUSER root\n${planted}RUN rm /x.gz\nUSER astro\n`,
      ),
    );
    const error = await refused();
    writeFileSync(dockerfile, before);
    expect(error).toMatchObject({
      code: "ADP-L1-040",
      why: expect.stringContaining("`latest` is what it was"),
    });
    const evidence = (error as unknown as { evidence: string[] }).evidence.join("\n");
    for (const where of ["raw", "b64", "x.whl!pkg/settings", "x.gz!"]) expect(evidence).toContain(where);
    expect(evidence).toMatch(/in base64 as user:password/);
    expect(inspect(`${image}:latest`).Id).toBe(first.id);
    expect(engine.docker("image", "ls", "--format", "{{.Tag}}", image)).not.toMatch(/unscanned/);
  });

  describe("a mistake is told", () => {
    it.each<[string, string, Record<string, string>]>([
      ["a registry that does not answer", "ADP-L1-013", { IMAGE_ASTRONOMER: "127.0.0.1:9/astro-runtime:1" }],
      ["a base that is no Runtime", "ADP-L1-015", { IMAGE_ASTRONOMER: "debian:bookworm-slim" }],
      ["an apt mirror that does not answer", "ADP-L1-022", { APT_MIRROR: "http://127.0.0.1:9/debian" }],
      [
        "an image of Python that does not answer",
        "ADP-L1-013",
        { IMAGE_PYTHON: "127.0.0.1:9/library/python:3" },
      ],
    ])("%s: %s", async (_, code, more) => {
      expect(await refused("", more)).toMatchObject({ code });
    });

    it.each<[string, string, string, string, Record<string, string>?]>([
      ["a Debian package that does not exist", "packages.txt", "no-such-package\n", "ADP-L1-023"],
      [
        "a Python package that does not exist",
        "requirements.txt",
        "no-such-package-of-ours-0\n",
        "ADP-L1-033",
      ],
      ["a requirement against the Runtime's version", "requirements.txt", "sqlalchemy>=2\n", "ADP-L1-034"],
      // With a line of its own, or the step would come from the cache and ask nobody.
      [
        "an index that does not answer",
        "requirements.txt",
        "# another\n",
        "ADP-L1-032",
        { UV_DEFAULT_INDEX: "http://127.0.0.1:9/simple" },
      ],
    ])("%s", async (_, name, line, code, more = {}) => {
      const file = join(layer1, name);
      const before = readFileSync(file, "utf8");
      writeFileSync(file, before + line);
      try {
        expect(await refused("", more)).toMatchObject({ code });
      } finally {
        writeFileSync(file, before);
      }
    });
  });
});

async function runAnyway(argv: readonly string[], options: { cwd: string; env: Record<string, string> }) {
  const { attempt, ProcessFailure } = await import("../packages/adp/src/kernel/process.ts");
  const done = await attempt(argv, { ...options, timeoutMs: 500_000 });
  return done instanceof ProcessFailure
    ? { code: done.code ?? -1, stdout: done.stdout, stderr: done.stderr }
    : done;
}

async function copyWorkTree(to: string): Promise<void> {
  const { stdout } = await run(["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"], {
    cwd: root,
  });
  for (const name of stdout.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    if (existsSync(join(root, name))) copyFileSync(join(root, name), join(to, name));
    else rmSync(join(to, name), { force: true });
  }
}
