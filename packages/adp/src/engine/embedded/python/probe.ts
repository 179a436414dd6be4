import { realpathSync } from "node:fs";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";

/** A Python that ran and told what it is. */
export interface Python {
  /** As it was found: what a user would type. */
  readonly path: string;
  /** The file itself, behind links, shims and virtual environments. */
  readonly real: string;
  /** "3.12.1" */
  readonly version: string;
  /** "3.12" */
  readonly minor: string;
  readonly implementation: string;
  readonly freeThreaded: boolean;
  readonly bits: number;
  /** Whether `python -m venv` makes an environment with pip: on Debian a package of its own. */
  readonly venv: boolean;
  /** Whether it has a pip of its own. */
  readonly pip: boolean;
  readonly ssl: boolean;
}

/** A file that looked like a Python and is none that can be used. */
export interface NoPython {
  readonly path: string;
  readonly why: string;
}

// Runs on every Python that there is, 2.7 too, so that its version can be named.
const question = `
import json, sys
def has(name):
    try:
        __import__(name)
        return True
    except Exception:
        return False
try:
    import sysconfig
    free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
except Exception:
    free = False
try:
    import ensurepip
    ensurepip.version()
    ensure = True
except Exception:
    ensure = False
try:
    import importlib.util
    pip = importlib.util.find_spec("pip") is not None
except Exception:
    pip = False
print("adp:" + json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "real": getattr(sys, "_base_executable", None) or sys.executable,
    "implementation": getattr(getattr(sys, "implementation", None), "name", "cpython"),
    "freeThreaded": free,
    "bits": 64 if sys.maxsize > 2 ** 32 else 32,
    "venv": ensure and has("venv"),
    "pip": pip,
    "ssl": has("ssl"),
}))
`;

/** Runs a candidate and asks it. Undefined for a shim that stands for nothing. */
export async function probe(path: string): Promise<Python | NoPython | undefined> {
  // -I: the user's PYTHONPATH and PYTHONHOME change neither the answer nor what is imported.
  const done = await attempt([path, "-I", "-c", question], { timeoutMs: 15_000 });
  const answer = /^adp:(\{.*\})\r?$/m.exec(done.stdout)?.[1];
  if (answer !== undefined) {
    const told = JSON.parse(answer) as Omit<Python, "path" | "minor">;
    const minor = told.version.split(".").slice(0, 2).join(".");
    return { ...told, path, minor, real: resolved(told.real) };
  }
  if (!(done instanceof ProcessFailure)) return { path, why: "it printed no answer" };
  // pyenv and asdf put a shim on PATH for every version that they know, also where none is chosen.
  if (done.code === 127 || /command not found|No version is set/i.test(done.stderr)) return undefined;
  // -I came with Python 3.4: a Python without it has a usage text instead.
  if (/Unknown option: -I/.test(done.stderr)) return { path, why: "it is older than Python 3.4" };
  return { path, why: done.tail(1)[0] || done.message };
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A Python that is gone from where it says it is; the name must do.
    return path;
  }
}
