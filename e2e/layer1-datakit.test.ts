// What a datakit installs on Layer 1: what fits is installed, and nothing of Layer 1 changes by accident.
// @suite ci, 280 s
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adoptDatakit,
  planAdoption,
  platformTemplate,
  renderDatakit,
} from "../packages/adp/src/datakit/index.ts";
import { Docker } from "../packages/adp/src/docker/index.ts";
import { attempt, ProcessFailure } from "../packages/adp/src/kernel/process.ts";
import { Registry } from "./world/corporation/registry.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type CiJob, githubJob, gitlabJob } from "./world/layer1/ci-jobs.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { buildDatakit, checkRequirements, inside, install } from "./world/layer1/requirements.ts";
import { missing, newFolder, onFreePort, removeFolder } from "./world/lib/index.ts";
import { buildRuntimes, runtimeName } from "./world/runtime/runtime.ts";

const skip = noEngine() ?? missing("registry");
const image = "adp-e2e-datakit";

describe.skipIf(skip !== undefined)(
  `a datakit's packages on Layer 1 (${skip ?? "a stand-in for the Runtime"})`,
  () => {
    let world: Layer1World;

    beforeAll(async () => {
      world = await Layer1World.create(image);
      await world.built();
    });
    afterAll(() => world?.close());

    const here = () => ({ engine: world.engine, image, folder: world.folder });

    describe("requirements on Airflow 2.9", () => checkRequirements("2.9", here));

    describe("requirements on Airflow 3.3", () => {
      const other = `${image}-three`;

      beforeAll(async () => {
        await buildRuntimes(world.engine, ["3.3"]);
        await world.built("", { LAYER1_IMAGE: other, IMAGE_ASTRONOMER: runtimeName("3.3") });
      });

      checkRequirements("3.3", () => ({ ...here(), image: other }));
    });

    it("leaves virtual environments alone, as @task.virtualenv makes them", async () => {
      const { ok, said } = await install(here(), "");
      expect(ok, said).toBe(true);
      // pip in an environment of its own, with another pydantic. No index is needed for that.
      const wheel = [
        "from zipfile import ZipFile",
        "w = ZipFile('/tmp/pydantic-1.0-py3-none-any.whl', 'w')",
        "i = 'pydantic-1.0.dist-info/'",
        "w.writestr(i + 'METADATA', 'Metadata-Version: 2.1\\nName: pydantic\\nVersion: 1.0\\n')",
        "w.writestr(i + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')",
        "w.writestr(i + 'RECORD', '')",
        "w.close()",
      ].join("; ");
      const said2 = inside(
        here(),
        `python -c "${wheel}"; python -m venv /tmp/venv; cd /tmp; /tmp/venv/bin/pip install --quiet --no-index --find-links /tmp 'pydantic<2'; /tmp/venv/bin/pip freeze --all | grep pydantic; env | grep -c CONSTRAINT || true`,
      );
      expect(said2.split("\n").slice(-2)).toEqual(["pydantic==1.0", "0"]);
    });

    it("an adopted project of apache/airflow's shape is built, and a scheduler runs its DAG to the end", async () => {
      const folder = join(world.folder, "adopted");
      const files = {
        Dockerfile: [
          "FROM apache/airflow:2.9.3-python3.11",
          "USER root",
          "RUN apt-get update && apt-get install -y krb5-user jq && rm -rf /var/lib/apt/lists/*",
          "USER airflow",
          "COPY requirements.txt .",
          "RUN pip install -r requirements.txt",
          "COPY --chown=airflow:root dags/ /opt/airflow/dags/",
        ].join("\n"),
        "requirements.txt": "apache-airflow==2.9.3\nsqlalchemy<2\npsycopg2-binary\ncowsay==6.1\n",
        "dags/sales.py":
          "import subprocess\nfrom datetime import datetime\n\nimport cowsay\nfrom airflow import DAG\nfrom airflow.operators.python import PythonOperator\n\ndef sell():\n    subprocess.run(['jq', '--version'], check=True)\n    cowsay.cow('sold')\n\nwith DAG('sales', start_date=datetime(2025, 1, 1), schedule='@once', catchup=False):\n    PythonOperator(task_id='sell', python_callable=sell)\n",
      };
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const docker = new Docker({ env: world.engine.env });
      const plan = await planAdoption(folder, platformTemplate(), { docker, layer1: `${image}:latest` });
      await adoptDatakit(folder, plan, { allowDirty: true });
      expect(readFileSync(join(folder, "requirements.txt"), "utf8")).toBe("cowsay==6.1\n");
      expect(readFileSync(join(folder, "packages.txt"), "utf8")).toBe("jq\n");
      expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toBe("FROM layer1-airflow:latest\n");
      // The machine's engine may have a Layer 1 of that name.
      writeFileSync(join(folder, "Dockerfile"), `FROM ${image}:latest\n`);
      const { ok, said } = await buildDatakit(here(), folder);
      expect(ok, said).toBe(true);
      expect(inside(here(), runByScheduler("sales")).split("\n").at(-1)).toBe(
        "success [('sell', 'success')]",
      );
    });

    describe("a datakit's CI", () => {
      let registry: Registry | undefined;
      let folder: string;
      let kit: string;
      let layer1: string;
      const user = "ada";
      const secret = "a-token-of-ada";

      beforeAll(async () => {
        folder = newFolder("adp-datakit-ci");
        await onFreePort(async (port) => {
          registry = await Registry.start(folder, join(folder, "storage"), [[user, secret]], port);
          layer1 = `127.0.0.1:${port}/airflow/layer1`;
        });
        // What `adp layer1 push` does, of which layer1-registry has the tests.
        const place = layer1;
        const login = `printf %s ${secret} | docker login "$1" --username ${user} --password-stdin`;
        await shell(login, { DOCKER_CONFIG: join(folder, "pusher") }, folder, place.split("/")[0]);
        world.engine.docker("tag", `${image}:latest`, `${place}:1`);
        await shell(
          `docker push --quiet "$1"`,
          { DOCKER_CONFIG: join(folder, "pusher") },
          folder,
          `${place}:1`,
        );
        const digests = world.engine.docker(
          ...["image", "inspect", "--format", '{{join .RepoDigests " "}}', `${place}:1`],
        );
        layer1 = digests.split(" ").find((name) => name.startsWith(place)) ?? "";
        world.engine.docker("rmi", `${place}:1`);
        kit = await renderDatakit({ name: "in-ci", airflow: "2", into: folder });
        writeFileSync(join(kit, "Dockerfile"), `FROM ${image}:latest\n`);
        await shell("git init -q && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm Begin");
      });
      afterAll(async () => {
        await registry?.stop();
        if (folder !== undefined) removeFolder(folder);
      });

      async function shell(
        script: string,
        env: Readonly<Record<string, string>> = {},
        cwd = kit,
        ...words: readonly (string | undefined)[]
      ): Promise<string> {
        const done = await attempt(["bash", "-c", script, "bash", ...words.map((word) => word ?? "")], {
          cwd,
          env: { ...world.engine.env, HOME: folder, LAYER1_IMAGE: image, ...env },
          timeoutMs: 1_200_000,
        });
        expect(done instanceof ProcessFailure, done.stdout + done.stderr).toBe(false);
        return done.stdout + done.stderr;
      }

      /** Where this machine's docker client finds its plugins, for a job with a configuration of its own. */
      function clientSettings(to: string): void {
        mkdirSync(to, { recursive: true });
        cpSync(join(world.engine.env.DOCKER_CONFIG ?? "", "config.json"), join(to, "config.json"));
      }

      async function runJob({ steps, after }: CiJob, env: Readonly<Record<string, string>>): Promise<string> {
        const said: string[] = [];
        for (const step of steps) said.push(await shell(step.script, { ...env, ...step.env }));
        await shell(after, env);
        return said.join("\n");
      }

      // The program that VS Code runs for a devcontainer, from the npm registry.
      it.skipIf(process.env.ADP_E2E_DEVCONTAINER === undefined)(
        "the devcontainer CLI takes the datakit's devcontainer (set ADP_E2E_DEVCONTAINER)",
        async () => {
          const label = `adp-e2e-devcontainer=${process.pid}`;
          // Its programs, its notes and its caches stay in the test's folder.
          const places = { TMPDIR: join(folder, "tmp"), npm_config_cache: join(folder, "npm") };
          mkdirSync(places.TMPDIR);
          const { HOME = "" } = process.env;
          const devcontainer = async (verb: string, ...words: readonly string[]) => {
            const cli = ["npx", "--yes", "@devcontainers/cli@0.89.0", verb];
            const argv = [...cli, "--workspace-folder", kit, "--id-label", label, ...words];
            return shell('"$@"', { ...places, HOME }, kit, ...argv);
          };
          try {
            expect(await devcontainer("up")).toContain('"outcome":"success"');
            expect(await devcontainer("exec", "airflow", "version")).toMatch(/^2\.9\.3$/m);
          } finally {
            const listed = (...words: string[]) =>
              world.engine
                .docker(...words)
                .split("\n")
                .filter(Boolean);
            const made = listed("ps", "--all", "--quiet", "--filter", `label=${label}`);
            if (made.length > 0) world.engine.docker("rm", "--force", "--volumes", ...made);
            const names = listed(
              "image",
              "ls",
              "--format",
              "{{.Repository}}:{{.Tag}}",
              "vsc-in-ci-datakit-*",
            );
            if (names.length > 0) world.engine.docker("rmi", "--force", ...names);
          }
        },
      );

      it("of GitHub: each step takes Layer 1 by its digest, scans, builds and tests", async () => {
        const job = githubJob(kit, {
          "vars.LAYER1": layer1,
          "vars.PLATFORM": `file://${world.clone}`,
          "secrets.LAYER1_USER": user,
          "secrets.LAYER1_TOKEN": secret,
        });
        const env = { RUNNER_TEMP: join(folder, "runner"), DOCKER_CONFIG: join(folder, "docker") };
        clientSettings(env.DOCKER_CONFIG);
        const said = await runJob(job, env);
        world.engine.docker("rmi", "--force", "datakit");
        expect(said).toContain("Login Succeeded");
        expect(said).toMatch(/^=+ .*\b\d+ passed/m);
      });

      it("of GitLab: the same in one shell, of which nothing is left", async () => {
        const builds = join(folder, "builds");
        mkdirSync(builds);
        const variables = {
          LAYER1: layer1,
          PLATFORM: `file://${world.clone}`,
          LAYER1_USER: user,
          LAYER1_TOKEN: secret,
        };
        const env = { ...variables, CI_BUILDS_DIR: builds, CI_JOB_ID: `e2e-${process.pid}` };
        clientSettings(join(builds, `.docker-${env.CI_JOB_ID}`));
        const said = await runJob(gitlabJob(kit, variables), env);
        expect(said).toContain("Login Succeeded");
        expect(said).toMatch(/^=+ .*\b\d+ passed/m);
        expect(readdirSync(builds)).toEqual([]);
        expect(world.engine.docker("image", "ls", "--quiet", `datakit:${env.CI_JOB_ID}`)).toBe("");
      });

      it("with a login that is wrong, or without Layer 1: the job ends there", async () => {
        const job = gitlabJob(kit, {});
        const env = {
          LAYER1: layer1,
          PLATFORM: `file://${world.clone}`,
          LAYER1_USER: user,
          CI_BUILDS_DIR: folder,
          CI_JOB_ID: "none",
        };
        const script = job.steps[0]?.script ?? "";
        const options = {
          cwd: kit,
          env: { ...world.engine.env, HOME: folder, ...env, LAYER1_TOKEN: "wrong" },
        };
        const done = await attempt(["bash", "-c", script], options);
        expect(done).toBeInstanceOf(ProcessFailure);
        expect(done.stdout + done.stderr).toMatch(/unauthorized/i);
      });
    });

    it("lets a package change where the datakit says so", async () => {
      const { ok, said } = await install(
        here(),
        "# layer1: unpin typing-extensions\ntyping-extensions>=4.13\n",
      );
      expect(ok, said).toBe(true);
      expect(said).toContain("layer1: typing-extensions may change");
      expect(inside(here(), "pip freeze | grep -i ^typing.extensions")).not.toBe(
        inside(here(), "grep ^typing-extensions /etc/layer1/constraints.txt"),
      );
    });
  },
);

/** A script in which a scheduler runs what is due of a DAG, and which prints the run's state and its tasks'. */
function runByScheduler(dag: string): string {
  const wait = [
    "import sqlite3, time",
    "db = sqlite3.connect('/usr/local/airflow/airflow.db', timeout=60)",
    'ask = lambda what: db.execute(f"select {what} where dag_id = ? order by 1", (dag,)).fetchall()',
    `dag, end = '${dag}', time.monotonic() + 400`,
    "while ask('state from dag_run') not in ([('success',)], [('failed',)]) and time.monotonic() < end: time.sleep(0.5)",
    "print(*ask('state from dag_run')[0], ask('task_id, state from task_instance'))",
  ];
  return [
    "export AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False",
    "airflow db migrate",
    "airflow scheduler >/tmp/scheduler.log 2>&1 &",
    `cat >/tmp/wait.py <<'END'\n${wait.join("\n")}\nEND`,
    "python /tmp/wait.py || { cat /tmp/scheduler.log; exit 1; }",
  ].join("\n");
}
