import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Engine, noEngine, openEngine } from "../../../../e2e/world/docker/engine.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { run } from "../kernel/process.ts";
import { expectCaused, expectSeen } from "./testing/caused.ts";
import { outcome, testMachine } from "./testing/machine.ts";
import type { Seen } from "./testing/seen.ts";

// With this machine's engine. Its own Layer 1 and volumes are left alone: the client is asked for them by other names.

const none = noEngine();

describe.skipIf(none !== undefined)(`with a Docker Engine${none ? ` (${none})` : ""}`, () => {
  let engine: Engine;
  beforeAll(() => {
    engine = openEngine();
  });
  afterAll(() => engine?.close());

  const own = `adp-doctor-${process.pid}`;
  let images = 0;

  /** An image with nothing but labels. */
  function image(labels: Readonly<Record<string, string>>): string {
    const name = `${own}-${++images}:latest`;
    const changes = Object.entries(labels).flatMap(([key, value]) => ["--change", `LABEL ${key}="${value}"`]);
    const empty = Buffer.alloc(1024);
    const env = { ...process.env, ...engine.env };
    execFileSync("docker", ["import", ...changes, "-", name], { env, input: empty, stdio: "pipe" });
    onTestFinished(() => void engine.docker("image", "rm", "--force", name));
    return name;
  }

  /** The clone of a person whose Layer 1 is that image; one that there is not, where none is given. */
  function machineWith(layer1 = `${own}-none:latest`, machine = testMachine()) {
    const docker = execFileSync("sh", ["-c", "command -v docker"], {
      env: { ...process.env, ...engine.env },
      encoding: "utf8",
    }).trim();
    machine.program(
      "docker",
      `count=$#
       for word in "$@"; do
         case "$word" in
           layer1-airflow:latest) word='${layer1}' ;;
           platform_kerberos_cache) word='${own}-none' ;;
         esac
         set -- "$@" "$word"
       done
       shift "$count"
       unset DOCKER_CONTEXT
       DOCKER_HOST='${process.env.DOCKER_HOST ?? ""}' exec '${docker}' "$@"`,
    );
    const { PATH: _, ...env } = engine.env;
    // A context, so that nothing is asked by the engine's socket, past this client.
    const asked = { ...env, DOCKER_HOST: "", DOCKER_CONTEXT: "of-the-test" };
    machine.write("kit/dags/a.py", "");
    machine.write("kit/Dockerfile", "FROM layer1-airflow:latest\n");
    const kit = join(machine.root, "kit");
    return {
      ...{ machine, kit },
      context: (inKit = false) =>
        machine.context({ env: asked, ...(inKit ? { folder: kit, engine: "docker" as const } : {}) }),
    };
  }

  const labels = (runtime: string, airflow: string, inputs: string) => ({
    "io.airflow-data-platform.layer1.inputs": inputs.repeat(64),
    "io.astronomer.docker.runtime.version": runtime,
    "io.astronomer.docker.airflow.version": airflow,
  });

  test("no Layer 1, and no volume of the ticket", async () => {
    const { context } = machineWith();
    await expectCaused("no Layer 1", context());
    await expectCaused("adp platform start was never typed", context());
    await expectCaused("a datakit whose base is not here", context(true));
  });

  test("a Layer 1 on a Runtime whose support has ended, of another Airflow than the datakit", async () => {
    const { context, machine } = machineWith(image(labels("11.10.0", "2.9.3", "a")));
    await expectCaused("a Runtime out of support", context());
    expect(await outcome("layer1-image", context())).toMatchObject({ state: "ok" });
    machine.write("kit/.airflow-version", "3.3");
    expect((await outcome("datakit-base", context(true)))?.findings[0]?.error.code).toBe("ADP-DEV-006");
  });

  test("a Layer 1 on a Runtime that was withdrawn, and an image that lost the ONBUILD steps", async () => {
    const promised = Object.fromEntries(
      ["version", "platform", "framework", "base-layers"].map((name) => [
        `io.airflow-data-platform.layer1.${name}`,
        "1",
      ]),
    );
    const lost = image({ ...labels("3.2-1", "3.2.2", "a"), ...promised });
    await expectCaused("a Runtime that its maker withdrew", machineWith(lost).context());
    await expectCaused("an image without ONBUILD steps under Layer 1's name", machineWith(lost).context());
    const labelled = image(labels("3.2-10", "3.2.2", "a"));
    const made = await outcome("layer1-promise", machineWith(labelled).context());
    expect(made?.findings.map(({ error, severity }) => [error.code, severity])).toEqual([
      ["ADP-L1-061", "problem"],
    ]);
    // The one that the datakit begins from, also under a name of its own.
    const other = machineWith(lost);
    other.machine.write("kit/Dockerfile", `FROM ${lost}\n`);
    const found = await outcome("layer1-promise", other.context(true));
    expect(found?.findings.map(({ error }) => error.message)).toEqual([
      expect.stringContaining(`${lost} does not keep what Layer 1 promises: 0 steps`),
    ]);
  });

  test("a Layer 1 of an earlier commit", async () => {
    const machine = testMachine();
    machine.write("layer1-base-image/packages.txt", "less\n");
    const git = (...words: string[]) => {
      const names = ["-c", "user.name=me", "-c", "user.email=me@company.com"];
      return execFileSync("git", ["-C", machine.root, ...names, ...words], { encoding: "utf8" }).trim();
    };
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "First");
    const revision = git("rev-parse", "HEAD");
    const built = image({ ...labels("3.3-8", "3.3.2", "a"), "org.opencontainers.image.revision": revision });
    machine.write("layer1-base-image/packages.txt", "less\ntree\n");
    git("commit", "--quiet", "--all", "--message", "Second");
    await expectCaused("Layer 1 of an earlier commit", machineWith(built, machine).context());
  });

  test("a datakit's containers on an earlier Layer 1", async () => {
    const { context, kit } = machineWith(image(labels("3.3-8", "3.3.2", "a")));
    const earlier = image(labels("3.3-8", "3.3.2", "b"));
    const label = `com.docker.compose.project.working_dir=${kit}`;
    const id = engine.docker("create", "--label", label, earlier, "nothing");
    try {
      await expectCaused("a datakit's containers on an earlier Layer 1", context(true));
    } finally {
      engine.docker("rm", "--force", id);
    }
  });

  test.each([
    ["docker-compose", "docker has no Compose plugin"],
    ["docker-buildx", "docker has no Buildx plugin"],
  ] as const)("%s: the client's plugins are not there", async (id, cause) => {
    const folder = temporaryFolder();
    const places = ["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"]
      .map((place) => `${place}/docker/cli-plugins`)
      .filter((place) => existsSync(place));
    const hide = places.map((place) => `mount -t tmpfs none ${place} && `).join("");
    const script = fileURLToPath(new URL("testing/findings.ts", import.meta.url));
    const { stdout } = await run(
      [
        ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", `${hide}exec "$@"`, "sh"],
        ...[process.execPath, "--import", "tsx", script, JSON.stringify({ id, folder })],
      ],
      { env: { ...engine.env, HOME: folder, DOCKER_CONFIG: folder } },
    );
    expectSeen(cause, JSON.parse(/^answer:(.*)$/m.exec(stdout)?.[1] ?? "null") as Seen[]);
  });
});
