// Projects that the real Astro CLI makes become datakits. It is a program of Astronomer's releases, in no registry that a
// test may ask: ADP_E2E_ASTRO=/path/to/astro opens these tests. Fixtures of the same shape are tested beside the source.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  adoptDatakit,
  checkDatakit,
  planAdoption,
  platformTemplate,
} from "../packages/adp/src/datakit/index.ts";
import { Docker } from "../packages/adp/src/docker/index.ts";
import { run } from "../packages/adp/src/kernel/process.ts";
import { scratch } from "./world/adp.ts";

const astro = process.env.ADP_E2E_ASTRO;
const world = scratch("adopt");
afterAll(() => world.close());

describe.skipIf(astro === undefined)("astro dev init (set ADP_E2E_ASTRO to the Astro CLI)", () => {
  test.each([
    ["13.11.0", "2"],
    ["3.3-8", "3"],
  ])("a new project on Runtime %s is adopted, and its own files stay", async (runtime, major) => {
    const folder = join(world.folder, `sales-${major}`);
    mkdirSync(folder);
    const env = { HOME: world.folder, ASTRO_TELEMETRY_DISABLED: "1" };
    await run([astro ?? "", "dev", "init", "--name", "sales_data", "--runtime-version", runtime], {
      cwd: folder,
      env,
    });
    await run(["git", "init", "--quiet"], { cwd: folder });
    await run(["git", "add", "--all"], { cwd: folder });
    const words = [
      "-c",
      "user.name=A",
      "-c",
      "user.email=a@example.com",
      "commit",
      "--quiet",
      "--message",
      "x",
    ];
    await run(["git", ...words], { cwd: folder });
    const before = readFileSync(join(folder, "dags", "exampledag.py"), "utf8");
    // No engine takes part: what the clone's lists name is compared.
    const docker = new Docker({ env: { DOCKER_HOST: "unix:///nowhere.sock" } });
    const plan = await planAdoption(folder, platformTemplate(), { docker });
    expect(plan.name).toBe("sales-data");
    expect(plan.from).toContain(`:${runtime}`);
    await adoptDatakit(folder, plan, { allowDirty: false });
    expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toBe("FROM layer1-airflow:latest\n");
    expect(readFileSync(join(folder, "dags", "exampledag.py"), "utf8")).toBe(before);
    expect(readFileSync(join(folder, "docker-compose.override.yml"), "utf8").includes("dag-processor")).toBe(
      major === "3",
    );
    expect(existsSync(join(folder, "dags", "example_dag.py"))).toBe(false);
    expect(await checkDatakit(folder, platformTemplate())).toMatchObject({ state: "current" });
  });
});
