import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { adp, root } from "../../e2e/world/adp.ts";
import { type PlatformImages, platformImages } from "../../e2e/world/docker/images.ts";
import { Platform } from "../../e2e/world/docker/platform.ts";
import { PrivateEngine } from "../../e2e/world/docker/private-engine.ts";
import { Layer1World } from "../../e2e/world/layer1/layer1.ts";
import { type Argv, NetworkNamespace } from "../../e2e/world/lib/index.ts";
import { buildRuntimes, type Line, runtimeName } from "../../e2e/world/runtime/runtime.ts";
import { type Finished, run } from "../../packages/adp/src/kernel/process.ts";

const name = "adp-bench-docker";
const Taken = z.array(z.number());
const Url = z.object({ url: z.string() });

/** A person with a clone, and an engine of their own, on which Layer 1 has its real name. The bases are at hand. */
export class DockerWorld {
  /** Seconds from nothing to Layer 1: the clone, and its build with every step run again. */
  readonly layer1: number;
  readonly platform: Platform;

  private constructor(
    readonly line: Line,
    readonly engine: PrivateEngine,
    images: PlatformImages,
    within: (argv: Argv) => Argv,
    layer1: number,
    private readonly end: () => Promise<void>,
  ) {
    this.layer1 = layer1;
    this.platform = new Platform({ engine, images, within, env: { IMAGE_POSTGRES: images.postgres } });
  }

  static async create(line: Line): Promise<DockerWorld> {
    const images = await platformImages();
    const world = await Layer1World.create(name, line);
    const namespace = await NetworkNamespace.create("bench");
    try {
      await buildRuntimes(world.engine, [line]);
      const scratch = mkdtempSync(join(tmpdir(), "adp-bench-clone-"));
      const cloned = await seconds(() => run(["git", "clone", "--quiet", root, join(scratch, "clone")]));
      rmSync(scratch, { recursive: true, force: true });
      const built = await seconds(() => world.built("--no-cache", { IMAGE_ASTRONOMER: runtimeName(line) }));
      const within = (argv: Argv) => namespace.within(argv);
      const loaded = [images.postgres, images.sharer, `${name}:latest`];
      const engine = await PrivateEngine.start({ images: loaded, within, bridge: true });
      engine.docker("tag", `${name}:latest`, "layer1-airflow:latest");
      engine.docker("rmi", `${name}:latest`);
      const end = async () => {
        await engine.close();
        await namespace.remove();
      };
      return new DockerWorld(line, engine, images, within, cloned + built, end);
    } catch (error) {
      await namespace.remove();
      throw error;
    } finally {
      world.close();
    }
  }

  kit(datakit: string): string {
    return join(this.platform.home, `${datakit}-datakit`);
  }

  async make(datakit: string): Promise<void> {
    const words = ["datakit", "new", datakit, "--into", this.platform.home];
    sound(await adp([...words, "--airflow", this.line.slice(0, 1)]));
  }

  async dev(datakit: string, words: string, env: Record<string, string> = {}): Promise<void> {
    const where = ["--datakit", this.kit(datakit), "--engine", "docker"];
    sound(await this.platform.adp(["dev", ...words.split(" "), ...where], env, 900_000));
  }

  build(datakit: string): void {
    const tag = `${datakit}-datakit/airflow:latest`;
    this.engine.docker("buildx", "build", "--quiet", "--load", "--tag", tag, this.kit(datakit));
  }

  /** The port of Airflow's page. */
  async port(datakit: string): Promise<string> {
    const where = ["--datakit", this.kit(datakit), "--engine", "docker", "--json"];
    const { url } = z.parse(
      Url,
      JSON.parse(sound(await this.platform.adp(["dev", "status", ...where])).stdout),
    );
    return new URL(url).port;
  }

  /** Starts a datakit, and gives a folder with the argument list and environment of its `docker compose up`. */
  async record(datakit: string): Promise<string> {
    const folder = join(this.platform.home, "record");
    mkdirSync(folder);
    const script = `#!/bin/sh
case " $* " in *"${datakit}-datakit"*" up "*) env -0 >'${folder}/env'; printf '%s\\0' "$@" >'${folder}/argv' ;; esac
PATH=\${PATH#*:} exec docker "$@"
`;
    writeFileSync(join(folder, "docker"), script, { mode: 0o755 });
    await this.dev(datakit, "start", { PATH: `${folder}:${process.env.PATH}` });
    return folder;
  }

  /** Runs a part of inside.mjs where the engine's ports are; gives the seconds that it measured. */
  async inside(...words: string[]): Promise<number[]> {
    const argv: Argv = [process.execPath, join(import.meta.dirname, "inside.mjs"), ...words];
    return z.parse(Taken, JSON.parse(sound(await this.platform.run(argv, {}, 900_000)).stdout));
  }

  async close(): Promise<void> {
    await this.platform.close();
    await this.end();
  }
}

function sound(done: Finished): Finished {
  if (done.code !== 0) throw new Error(`${done.argv.join(" ")}: ${done.stdout}${done.stderr}`);
  return done;
}

/** The wall time of some work. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
