// Layer 1 on a stand-in for the supported Runtime of Airflow 2 (2.11, the LTS): the pins of that line fit its Airflow,
// and the framework's tables work there. By hand, on any other line: ADP_E2E_PUBLISHED=3.1 npx tsx e2e/run-tests.ts --only published-runtimes
// @suite ci, 130 s
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attempt, run } from "../packages/adp/src/kernel/process.ts";
import { root, scratch } from "./world/adp.ts";
import { type Engine, noEngine, openEngine } from "./world/docker/engine.ts";
import { steadily } from "./world/layer1/layer1.ts";
import { checkRequirements } from "./world/layer1/requirements.ts";
import { trustedCertificates } from "./world/lib/index.ts";
import { buildRuntimes, otherNames, runtimeName } from "./world/runtime/runtime.ts";

const skip = noEngine();
const image = "adp-e2e-lts";

describe.skipIf(skip !== undefined)(
  `Layer 1 on Airflow 2.11 (${skip ?? "a stand-in for Runtime 13"})`,
  () => {
    let engine: Engine;
    let world: ReturnType<typeof scratch>;
    let layer1: string;

    beforeAll(async () => {
      engine = openEngine();
      world = scratch("layer1-lts");
      await buildRuntimes(engine, ["2.11"]);
      const clone = join(world.folder, "clone");
      await run(["git", "clone", "--quiet", root, clone]);
      layer1 = join(clone, "layer1-base-image");
      mkdirSync(join(world.folder, "home"), { mode: 0o700 });
      const certificates = trustedCertificates();
      if (certificates !== undefined)
        copyFileSync(certificates, join(layer1, "config", "certificates", "machine.crt"));
      copyFileSync(join(layer1, "config", "krb5.conf.example"), join(layer1, "config", "krb5.conf"));
    });

    afterAll(() => {
      if (engine === undefined) return;
      const names = engine
        .docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
        .split("\n")
        .filter((name) => name.startsWith(image));
      if (names.length > 0) engine.docker("rmi", "--force", ...names);
      world?.close();
      engine.close();
    });

    /** `make WORDS ARGS=--json`, and its document. */
    async function make(target: string): Promise<Record<string, unknown>> {
      const env = {
        ...engine.env,
        HOME: join(world.folder, "home"),
        XDG_CONFIG_HOME: "",
        LAYER1_IMAGE: image,
        IMAGE_ASTRONOMER: runtimeName("2.11"),
        IMAGE_NODE: otherNames.node,
      };
      const options = { cwd: layer1, env, timeoutMs: 1_500_000 };
      const done = await steadily(async () => {
        const { code, stdout, stderr } = await attempt(["make", "--silent", target, "ARGS=--json"], options);
        return { code, stdout, said: stdout + stderr };
      });
      if (done.code !== 0) throw new Error(`make ${target}: ${done.said}`);
      return JSON.parse(done.stdout);
    }

    it("builds, from the -base sibling, and says nothing of lacking support", async () => {
      const built = await make("build");
      expect(built.base).toMatchObject({ taken: runtimeName("2.11", "base"), airflow: "2.11.2" });
      expect((built.warnings as string[]).join("\n")).not.toContain("out of support");
    });

    it("keeps every promise, the Runtime's support among them", async () => {
      const { ok, checks } = (await make("verify")) as {
        ok: boolean;
        checks: { name: string; ok: boolean }[];
      };
      expect([ok, checks.filter((check) => !check.ok)]).toEqual([true, []]);
      expect(checks.map((check) => check.name)).toEqual(
        expect.arrayContaining(["support", "pip", "framework"]),
      );
    });

    checkRequirements("2.11", () => ({ engine, image, folder: world.folder }));

    it("maps a table with its history on the Runtime's own SQLAlchemy", () => {
      const program = join(root, "e2e", "world", "programs", "map_table.py");
      const latest = `${image}:latest`;
      const own = engine.docker(
        "run",
        "--rm",
        runtimeName("2.11", "base"),
        "python",
        "-c",
        "import sqlalchemy; print(sqlalchemy.__version__)",
      );
      const said = engine
        .docker(
          "run",
          "--rm",
          "--network=none",
          `--volume=${program}:/map_table.py:ro`,
          latest,
          "python",
          "/map_table.py",
        )
        .split(" ");
      expect(said[0]).toBe(own);
      expect(said).toEqual(expect.arrayContaining(["customer", "customer_history"]));
    });
  },
);
