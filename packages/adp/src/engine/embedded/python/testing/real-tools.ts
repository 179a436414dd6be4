import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { platformRoot } from "../../../../kernel/home.ts";
import { BareClock } from "../../../../kernel/progress.ts";
import { airflowLine } from "../../lines.ts";
import { findPython } from "../interpreter.ts";
import type { Python } from "../probe.ts";
import { openUv, uvOnPath } from "../uv.ts";
import { makeWheel, pin, type Wheel } from "./wheel.ts";

interface RealTools {
  readonly python: Python;
  readonly uv: string;
}

/**
 * This machine's Python and a real uv: that of PATH, else one installed from the person's own index. A string says
 * what is missing, for a test to be skipped with; where CI is set it is thrown instead.
 */
export async function realTools(): Promise<RealTools | string> {
  // The person's own home, for its package settings: the tests themselves have another.
  const env = { ...process.env, HOME: userInfo().homedir };
  try {
    const found = await uvOnPath(env);
    const python = await findPython({ line: airflowLine("3.3"), venv: true, env });
    const engineFolder = join(platformRoot(), ".adp", "run", "test-tools");
    mkdirSync(engineFolder, { recursive: true });
    const uv = await openUv(found, python, { engineFolder, clock: new BareClock(), env });
    return { python, uv: uv.path };
  } catch (error) {
    if (process.env.CI) throw error;
    return `needs a Python and uv: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A folder with a home, a PATH and locks of its own, so that a test sees nothing of this machine but the tools. */
export interface Room {
  readonly folder: string;
  readonly home: string;
  readonly engineFolder: string;
  readonly data: string;
  readonly env: Record<string, string>;
  /** The wheels that the room's locks name, for a package index. */
  readonly wheels: readonly Wheel[];
  write(path: string, content: string, mode?: number): string;
  remove(): void;
}

export interface RoomOptions {
  /** Puts uv on PATH; without it, the room's own uv.lock names a wheel that leads to it. */
  readonly uv: boolean;
  /** The hash that the lock holds for Airflow, where it should be a wrong one. */
  readonly airflowHash?: string;
  readonly airflow?: Wheel;
}

export function openRoom(tools: RealTools, options: RoomOptions): Room {
  const folder = mkdtempSync(join(tmpdir(), "adp-python-"));
  const write = (path: string, content: string, mode = 0o600) => {
    const full = join(folder, path);
    mkdirSync(join(full, ".."), { recursive: true });
    writeFileSync(full, content, { mode });
    return full;
  };
  const airflow =
    options.airflow ??
    makeWheel("apache-airflow", "3.3.2", { scripts: { airflow: "#!/bin/sh\necho 3.3.2\n" } });
  // Like the real wheel it brings a program; this one leads to the uv of this machine.
  const uv = makeWheel("uv", "0.13.9", { scripts: { uv: `#!/bin/sh\nexec ${tools.uv} "$@"\n` } });
  write("data/airflow/3.3/lock.txt", pin(airflow, options.airflowHash));
  write("data/airflow/3.3/line.json", JSON.stringify({ airflow: "3.3.2", pythons: [tools.python.minor] }));
  write("data/uv/lock.txt", pin(uv));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "home"));
  symlinkSync(tools.python.real, join(folder, "bin", `python${tools.python.minor}`));
  if (options.uv) symlinkSync(tools.uv, join(folder, "bin", "uv"));
  const home = join(folder, "home");
  return {
    folder,
    home,
    engineFolder: join(folder, "engine"),
    data: join(folder, "data"),
    env: {
      PATH: join(folder, "bin"),
      HOME: home,
      UV_CACHE_DIR: join(folder, "cache", "uv"),
      PIP_CACHE_DIR: join(folder, "cache", "pip"),
      UV_HTTP_RETRIES: "0",
      PIP_RETRIES: "0",
    },
    wheels: [airflow, uv],
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
