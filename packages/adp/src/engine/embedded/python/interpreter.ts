import { act, again, either, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../../kernel/errors.ts";
import { installStep, type Machine, thisMachine } from "../../../kernel/machine.ts";
import { errors } from "../../errors.ts";
import { type AirflowLine, airflowLine, airflowLines } from "../lines.ts";
import { candidates, everyCandidate, located, pathFolders } from "./candidates.ts";
import { type NoPython, type Python, probe } from "./probe.ts";

export interface Search {
  readonly line: AirflowLine;
  /** A path or a name on PATH that the user gave; ADP_PYTHON where undefined. */
  readonly python?: string | undefined;
  /** Whether the Python must bring venv and ensurepip: not so where uv makes the environment. */
  readonly venv: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
}

/** A Python for this Airflow: the one that the user names, else the first that fits. Each is really run. */
export async function findPython(search: Search): Promise<Python> {
  const env = search.env ?? process.env;
  const named = search.python ?? env.ADP_PYTHON;
  if (named !== undefined && named !== "") return explicitPython(named, search);
  const seen: (Python | NoPython)[] = [];
  for (const path of candidates(search.line.pythons, env)) {
    const found = await probe(path);
    if (found === undefined) continue;
    if (isPython(found) && unfit(found, search) === undefined) return found;
    seen.push(found);
  }
  const known = new Set(seen.map((one) => one.path));
  for (const path of everyCandidate(env).filter((one) => !known.has(one))) {
    const found = await probe(path);
    if (found !== undefined) seen.push(found);
  }
  throw noneFits(distinct(seen), search);
}

/** Why a Python is not for this Airflow; undefined where it is. */
function unfit(python: Python, search: Search): string | undefined {
  const { line } = search;
  if (python.implementation !== "cpython")
    return `it is ${python.implementation}; Airflow's packages need CPython`;
  if (!line.pythons.includes(python.minor)) return `Airflow ${line.airflow} needs Python ${range(line)}`;
  if (python.freeThreaded) return "it is the free-threaded build, for which packages are missing";
  if (python.bits !== 64) return "it is a 32-bit build, for which packages are missing";
  if (!python.ssl) return "it was built without ssl and can download nothing";
  if (search.venv && !python.venv) return "it has no venv module with ensurepip";
  return undefined;
}

async function explicitPython(named: string, search: Search): Promise<Python> {
  const env = search.env ?? process.env;
  const origin = search.python === undefined ? "ADP_PYTHON" : "--python";
  const other = act(`leave ${origin} away: adp then looks for a Python that fits`);
  const path = located(named, env);
  if (path === undefined) {
    throw new AdpError(errors.pyExplicit, {
      what: `${origin} names ${named}, and there is no such program.`,
      next: [either(act(`give ${origin} the path of a Python`), other)],
    });
  }
  const found = await probe(path);
  if (found === undefined || !isPython(found)) {
    throw new AdpError(errors.pyExplicit, {
      what: `${origin} names ${path}, which does not run as a Python.`,
      why: found?.why ?? "It is a shim for a version that is not installed or not chosen.",
      next: [either(run(shell`${path} --version`, "shows what it says itself"), other)],
    });
  }
  const why = unfit(found, search);
  if (why === undefined) return found;
  if (search.line.pythons.includes(found.minor) && search.venv && !found.venv) throw noVenv([found], search);
  throw new AdpError(errors.pyExplicit, {
    what: `${origin} names ${path}, a Python ${found.version} that does not fit: ${why}.`,
    next: [either(...otherLines([found], search), other)],
  });
}

function noneFits(seen: readonly (Python | NoPython)[], search: Search): AdpError {
  const { line } = search;
  const machine = search.machine ?? thisMachine();
  const env = search.env ?? process.env;
  if (seen.length === 0) {
    return new AdpError(errors.pyNone, {
      what: `No Python was found on PATH; Airflow ${line.airflow} needs Python ${range(line)}.`,
      next: [
        either(
          installStep(
            {
              debian: "python3 python3-venv",
              fedora: `python${line.pythons[0]}`,
              macos: `python@${line.pythons[0]}`,
            },
            machine,
          ),
          ELSEWHERE,
        ),
        again,
      ],
    });
  }
  const pythons = seen.filter(isPython);
  const bare = pythons.filter((one) => unfit(one, { ...search, venv: false }) === undefined);
  if (bare.length > 0) return noVenv(bare, search);
  const hasUv = pathFolders(env).some((folder) => located(`${folder}/uv`, env) !== undefined);
  return new AdpError(errors.pyUnfit, {
    what: `None of the Pythons on this machine fits: Airflow ${line.airflow} needs Python ${range(line)}.`,
    evidence: seen.map((one) =>
      isPython(one) ? `${one.version}  ${one.path}: ${unfit(one, search)}` : `?  ${one.path}: ${one.why}`,
    ),
    next: [
      either(
        ...(hasUv ? [run(shell`uv python install ${line.pythons[0] ?? ""}`)] : []),
        installStep(
          {
            debian: `python${line.pythons[0]} python${line.pythons[0]}-venv`,
            fedora: `python${line.pythons[0]}`,
            macos: `python@${line.pythons[0]}`,
          },
          machine,
        ),
        ...otherLines(pythons, search),
        ELSEWHERE,
      ),
      again,
    ],
  });
}

function noVenv(pythons: readonly Python[], search: Search): AdpError {
  const machine = search.machine ?? thisMachine();
  const [python] = pythons;
  const minor = python?.minor ?? "3";
  return new AdpError(errors.pyNoVenv, {
    what: `Python ${python?.version} at ${python?.path} fits Airflow ${search.line.airflow}, but cannot make virtual environments.`,
    why: "Its venv module or ensurepip is missing; Debian and Ubuntu package them separately.",
    next: [
      either(
        machine === "macos"
          ? run(shell`brew reinstall ${`python@${minor}`}`)
          : installStep(
              { debian: `python${minor}-venv`, fedora: `python${minor}`, macos: `python@${minor}` },
              machine,
            ),
        act("install uv: with it on PATH, nothing else is needed"),
      ),
      again,
    ],
  });
}

const ELSEWHERE = act("give --python the path of one that is installed elsewhere");

/** Other lines of Airflow that run on what is here. */
function otherLines(pythons: readonly Python[], search: Search): Step[] {
  return airflowLines()
    .filter((name) => name !== search.line.name)
    .flatMap((name) => {
      const line = airflowLine(name);
      const fits = pythons.find((python) => unfit(python, { ...search, line }) === undefined);
      return fits ? [act(`give --airflow ${name}: it runs on the Python ${fits.version} that is here`)] : [];
    })
    .slice(0, 1);
}

/** "3.11 to 3.14" */
export function range(line: Pick<AirflowLine, "pythons">): string {
  const sorted = [...line.pythons].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return sorted.length === 1 ? `${sorted[0]}` : `${sorted[0]} to ${sorted.at(-1)}`;
}

function isPython(found: Python | NoPython): found is Python {
  return "version" in found;
}

/** One entry a Python: the links and shims that lead to the same one say nothing new. */
function distinct(seen: readonly (Python | NoPython)[]): (Python | NoPython)[] {
  const byReal = new Map<string, Python | NoPython>();
  for (const one of seen) {
    const key = isPython(one) ? one.real : one.path;
    if (!byReal.has(key)) byReal.set(key, one);
  }
  return [...byReal.values()];
}
