import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Line } from "../../e2e/world/runtime/runtime.ts";
import { renderDatakit } from "../../packages/adp/src/datakit/index.ts";
import { type Claim, median, seconds as words } from "../measure.ts";
import { DockerWorld, seconds } from "./world.ts";

/** The developer's way on Docker, on an engine of the benchmark's own: needs root on Linux, as its world does. */
export async function measureDocker({ quick }: { readonly quick: boolean }): Promise<Claim[]> {
  const lines: readonly Line[] = quick ? ["3.3"] : ["2.9", "3.3"];
  const claims: Claim[] = [];
  for (const line of lines) {
    const world = await DockerWorld.create(line);
    try {
      claims.push(await measureWay(world), await measureStart(world, quick ? 2 : 10));
      claims.push(await measureEdits(world, quick ? 2 : 5), await measureRebuilds(world, quick ? 3 : 7));
      if (line === lines.at(-1)) claims.push(...(await measureDisk(world, quick ? [1, 10] : [1, 10, 50])));
    } finally {
      await world.close();
    }
  }
  return claims;
}

/** A clone, Layer 1, the platform, a datakit, and its DAG: with the bases at hand, every step of the build run. */
async function measureWay(world: DockerWorld): Promise<Claim> {
  const parts = {
    "clone and Layer 1": world.layer1,
    "platform start": await seconds(() => world.platform.adp(["platform", "start"])),
    "datakit new": await seconds(() => world.make("kit")),
    "dev start": await seconds(() => world.dev("kit", "start")),
    "dev run": await seconds(() => world.dev("kit", "run kit_example")),
  };
  const all = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return {
    name: `from a clone to a green DAG on Docker, Airflow ${world.line}`,
    measured: words(all),
    beside: Object.entries(parts)
      .map(([name, part]) => `${name} ${words(part)}`)
      .join(", "),
    goal: "under 2 min",
    met: all < 120,
  };
}

/**
 * The start of every morning: the database is there, the containers are not. The peer is Compose alone, on
 * the image of the last start; with the image built by hand before it, as adp builds it, is printed beside.
 */
async function measureStart(world: DockerWorld, rounds: number): Promise<Claim> {
  const [bare, built, ours]: [number[], number[], number[]] = [[], [], []];
  const port = await world.port("kit");
  const health = world.line.startsWith("3") ? "/api/v2/monitor/health" : "/health";
  await world.dev("kit", "stop");
  const record = await world.record("kit");
  const starts = [
    async () => {
      const image = await seconds(async () => world.build("kit"));
      const [up = 0] = await world.inside("up", port, record, health);
      bare.push(up);
      built.push(image + up);
    },
    async () => ours.push(await seconds(() => world.dev("kit", "start"))),
  ];
  for (let round = 0; round < rounds; round++) {
    for (const start of starts) {
      await world.dev("kit", "stop");
      await start();
    }
    // What the first of a round warms up, the other finds warm.
    starts.reverse();
  }
  const [theirs, byHand, own] = [median(bare), median(built), median(ours)];
  return {
    name: `adp dev start on Docker, Airflow ${world.line}`,
    measured: words(own),
    beside: `${words(theirs)} docker compose up to health, ${(own / theirs).toFixed(2)}x; ${words(byHand)} with docker build before it, ${(own / byHand).toFixed(2)}x`,
    goal: "under 5 % more",
    met: own < theirs * 1.05,
  };
}

async function measureEdits(world: DockerWorld, times: number): Promise<Claim> {
  const taken = await world.inside("edits", await world.port("kit"), world.kit("kit"), String(times));
  const longest = Math.max(...taken);
  return {
    name: `an edit of a DAG, until the running Airflow ${world.line} has it`,
    measured: `${words(median(taken))}, ${words(longest)} the longest of ${taken.length}`,
    beside: "no restart",
    goal: "under 10 s",
    met: longest < 10,
  };
}

/** The build that `adp dev start` and `astro dev start` begin with. */
async function measureRebuilds(world: DockerWorld, times: number): Promise<Claim> {
  const taken: number[] = [];
  for (let round = 0; round < times; round++) {
    appendFileSync(join(world.kit("kit"), "dags", "rebuilt.py"), `# ${round}\n`);
    taken.push(await seconds(async () => world.build("kit")));
  }
  const own = median(taken);
  return {
    name: `a datakit's image after an edit of its DAG, Airflow ${world.line}`,
    measured: words(own),
    beside: "the bare docker build",
    goal: "under 2 s",
    met: own < 2,
  };
}

/** All that the engine keeps of datakits that are built and not started, build cache included, and their own folders. */
async function measureDisk(world: DockerWorld, counts: readonly number[]): Promise<Claim[]> {
  const data = join(world.engine.folder, "data");
  const megabytes = () => size(data) + size(world.platform.home);
  await world.dev("kit", "stop");
  const before = megabytes();
  const claims: Claim[] = [];
  for (let made = 0; made < Math.max(...counts); ) {
    made++;
    const airflow = world.line.startsWith("3") ? "3" : "2";
    await renderDatakit({ name: `disk${made}`, airflow, into: world.platform.home });
    world.build(`disk${made}`);
    if (!counts.includes(made)) continue;
    const each = (megabytes() - before) / made;
    claims.push({
      name: `disk of ${made === 1 ? "a built datakit" : `${made} built datakits`} on one Layer 1, each`,
      measured: `${each.toFixed(1)} MB`,
      beside: `${(before / 1000).toFixed(1)} GB of the engine and its images before`,
      goal: "under 5 MB",
      met: each < 5,
    });
  }
  return claims;
}

function size(folder: string): number {
  return Number.parseInt(execFileSync("du", ["-sk", folder], { encoding: "utf8" }), 10) / 1000;
}
