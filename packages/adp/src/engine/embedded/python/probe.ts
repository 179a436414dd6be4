import { realpathSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { platformRoot } from "../../../kernel/home.ts";
import { tryJson } from "../../../kernel/json.ts";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";

/** A Python that ran and said what it is. */
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

const Answer = z.object({
  version: z.string(),
  real: z.string(),
  implementation: z.string(),
  freeThreaded: z.boolean(),
  bits: z.number(),
  venv: z.boolean(),
  pip: z.boolean(),
  ssl: z.boolean(),
});

/** Runs a candidate and asks it. Undefined for a shim without a Python. */
export async function probe(path: string): Promise<Python | NoPython | undefined> {
  // -I: the user's PYTHONPATH and PYTHONHOME change neither the answer nor what is imported.
  const done = await attempt(
    [path, "-I", join(platformRoot(), "packages", "adp", "data", "python", "probe.py")],
    { timeoutMs: 15_000 },
  );
  const answer = /^adp:(\{.*\})\r?$/m.exec(done.stdout)?.[1];
  const known = answer === undefined ? undefined : tryJson(answer, Answer);
  if (known !== undefined) {
    const minor = known.version.split(".").slice(0, 2).join(".");
    return { ...known, path, minor, real: resolved(known.real) };
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
