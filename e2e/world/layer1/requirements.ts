import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attempt, ProcessFailure } from "../../../packages/adp/src/kernel/process.ts";
import type { Engine } from "../docker/engine.ts";

// What a datakit's requirements.txt gets on a Layer 1, on every line of Airflow: pip installs it on a Runtime of Airflow 2,
// uv on one of Airflow 3.

interface Checked {
  readonly engine: Engine;
  /** Layer 1. The datakits' images get its name with `-layer2` behind. */
  readonly image: string;
  readonly folder: string;
}

interface Installed {
  readonly ok: boolean;
  /** All that the build printed. */
  readonly said: string;
}

/** Builds a datakit's folder, as the Astro CLI does. What a step says is in the log of the build that ran it. */
export async function buildDatakit({ engine, image }: Checked, folder: string): Promise<Installed> {
  const words = ["docker", "buildx", "build", "--network", "host", "--progress", "plain"] as const;
  const how = ["--no-cache", "--tag", layer2(image), folder];
  const done = await attempt([...words, ...how], { env: engine.env, timeoutMs: 1_200_000 });
  return { ok: !(done instanceof ProcessFailure), said: done.stdout + done.stderr };
}

/** Builds a datakit with this requirements.txt. */
export async function install(on: Checked, requirements: string): Promise<Installed> {
  const folder = join(on.folder, "datakit");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), `FROM ${on.image}:latest\n`);
  writeFileSync(join(folder, "packages.txt"), "");
  writeFileSync(join(folder, "requirements.txt"), requirements);
  return buildDatakit(on, folder);
}

/** What a script prints in the datakit's image that was built last. */
export function inside({ engine, image }: Checked, script: string): string {
  return engine.docker("run", "--rm", "--network=none", layer2(image), "bash", "-ec", script);
}

function layer2(image: string): string {
  return `${image}-layer2:latest`;
}

/** Registers the tests. `of` is called when they run, with a Layer 1 of this line. */
export function checkRequirements(line: string, of: () => Checked): void {
  test("what contradicts Layer 1 is refused with ADP-L1-080: who asks for what, and what Layer 1 has", async () => {
    const { engine, image } = of();
    const pins = engine.docker("run", "--rm", `${image}:latest`, "cat", "/etc/layer1/constraints.txt");
    const has = (name: string) =>
      pins
        .split("\n")
        .find((pin) => pin.startsWith(`${name}==`))
        ?.split("==")[1];
    const alchemy = has("sqlalchemy")?.startsWith("1.4.") ? "sqlalchemy>=2" : "sqlalchemy<2";
    for (const [requirement, who, wanted] of [
      ["pydantic<2", "requirements\\.txt", "pydantic<2"],
      [alchemy, "requirements\\.txt", alchemy],
      [`apache-airflow<${line}`, "requirements\\.txt", `apache-airflow<${line}`],
      // It needs a pydantic before 2 itself.
      ["pydantic-yaml==0.11.2", "pydantic-yaml(?:==| )0\\.11\\.2", "pydantic\\S*<2\\S*"],
    ] as const) {
      const { ok, said } = await install(of(), `${requirement}\n`);
      const name = /^[a-z-]+/.exec(wanted)?.[0] ?? "";
      const sentence = `ADP-L1-080 ${who} asks for ${wanted}, and Layer 1 has ${name} ${has(name)}\\.$`;
      expect([requirement, ok, said]).toEqual([
        requirement,
        false,
        expect.stringMatching(new RegExp(sentence, "m")),
      ]);
    }
  });

  test("pandas and astro-run-dag are installed beside it, and every package of Layer 1 keeps its version", async () => {
    const { ok, said } = await install(of(), "pandas\nastro-run-dag\n");
    expect(ok, said).toBe(true);
    const versions =
      "pip list --format=freeze | tr A-Z_ a-z- | grep -xFf /etc/layer1/constraints.txt | wc -l; wc -l < /etc/layer1/constraints.txt";
    const [kept, all] = inside(
      of(),
      `python -c "import pandas, typer, sqlmodel_framework"; ${versions}`,
    ).split("\n");
    expect(Number(all)).toBeGreaterThan(10);
    expect(kept).toBe(all);
  });
}
