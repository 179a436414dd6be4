import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { act, adp, again, run, until } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../../kernel/errors.ts";
import { nearest } from "../../../kernel/nearest.ts";
import { errors } from "../../errors.ts";
import type { Dag, ImportFailure } from "./answers.ts";
import type { AirflowApi } from "./api.ts";

/** Where the DAG files are, as Airflow and as the user names them. */
export interface DagSource {
  /** The folder in which Airflow finds them. */
  readonly dags: string;
  readonly datakits: readonly string[];
  /** When Airflow began to read them, in milliseconds. */
  readonly readSince: number;
  /** How long Airflow may take to read a file, on a busy machine too; a minute unless given. */
  readonly settleMs?: number;
}

type Conf = Readonly<Record<string, unknown>>;

/** Waits until Airflow knows the DAG as its file is now; a file that was just edited is read again first. */
export async function findDag(
  api: AirflowApi,
  dag: string,
  source: DagSource,
  timeoutMs: number,
  conf: Conf = {},
): Promise<Dag> {
  const settleMs = source.settleMs ?? 60_000;
  let known: Dag | undefined;
  let failures: readonly ImportFailure[] = [];
  const found = await until(
    async () => {
      known = await api.dag(dag);
      const edited =
        known === undefined ? 0 : (statSync(known.file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (known !== undefined && known.parsed >= edited) return known;
      failures = await api.importFailures();
      const broken = failures.find((failure) =>
        known === undefined ? concerns(failure, dag, source) : known.file.endsWith(failure.file),
      );
      if (broken !== undefined) throw brokenDag(dag, broken);
      // Everything that is there was read already: to wait would bring nothing.
      const longAgo = known === undefined && Date.now() - lastChange(source) > settleMs;
      const others = longAgo ? await api.dags() : [];
      const hasRead = others.length + failures.length > 0;
      if (longAgo && hasRead && !isUnread(dag, others, source)) throw unknown(dag, others, failures, conf);
      return undefined;
    },
    { timeoutMs: Math.min(timeoutMs, settleMs), everyMs: 250 },
  );
  // Airflow reads on without a failure: the file is what it was for Airflow's purposes.
  const answer = found ?? known;
  if (answer === undefined) throw unknown(dag, await api.dags(), failures, conf);
  return answer;
}

/**
 * Whether a file speaks of this DAG of which Airflow knows none. A start may take minutes on a busy machine, of which
 * `readSince` knows nothing, and files are read one after the other.
 */
function isUnread(dag: string, known: readonly Dag[], source: DagSource): boolean {
  if (known.some((one) => one.dag === dag)) return true;
  const read = new Set(known.map((one) => basename(one.file)));
  return dagFiles(source).some((file) => !read.has(basename(file)) && mentions(file, dag));
}

/** When a DAG file was last changed, or Airflow began to read them, in milliseconds. */
function lastChange(source: DagSource): number {
  const times = dagFiles(source).map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(source.readSince, ...times);
}

function dagFiles(source: DagSource): string[] {
  return source.datakits.flatMap((datakit) => {
    const folder = join(datakit, "dags");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".py")).map((name) => join(folder, name));
  });
}

/** Whether a DAG file is about this DAG: by its name, its traceback, or its text. */
function concerns(failure: ImportFailure, dag: string, source: DagSource): boolean {
  const file = isAbsolute(failure.file) ? failure.file : join(source.dags, failure.file);
  return basename(file, ".py") === dag || failure.trace.includes(dag) || mentions(file, dag);
}

function mentions(file: string, dag: string): boolean {
  try {
    return readFileSync(file, "utf8").includes(dag);
  } catch {
    // It was removed, or is inside an archive: only its traceback is known.
    return false;
  }
}

/** The words that give a run this configuration. */
export function confWords(conf: Conf): string[] {
  return Object.keys(conf).length === 0 ? [] : ["--conf", JSON.stringify(conf)];
}

function unknown(
  dag: string,
  known: readonly Dag[],
  failures: readonly ImportFailure[],
  conf: Conf,
): AdpError {
  const others = known.map((one) => one.dag).sort();
  const meant = nearest(dag, others);
  const broken = failures.map((failure) => basename(failure.file)).sort();
  return new AdpError(errors.dagUnknown, {
    what: `Airflow has no DAG "${dag}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    why: [
      others.length === 0 ? "It found no DAG in dags/." : `It has: ${others.join(", ")}.`,
      ...(broken.length === 0 ? [] : [`These files cannot be imported: ${broken.join(", ")}.`]),
    ].join(" "),
    next:
      meant === undefined
        ? [act("correct the name, or look at the dag_id in dags/ and at dags/.airflowignore"), again]
        : [run(adp`dev run ${[meant, ...confWords(conf)]}`, "the DAG that was probably meant")],
  });
}

function brokenDag(dag: string, broken: ImportFailure): AdpError {
  return new AdpError(errors.dagBroken, {
    what: `${basename(broken.file)} cannot be imported, so ${dag} cannot run.`,
    evidence: withoutImporter(broken.trace.trim().split("\n")).slice(-20),
    next: [act("correct the file; Airflow reads it again within seconds"), again],
  });
}

/** Without the frames of Python's own import, which stand above those of the file. */
function withoutImporter(trace: readonly string[]): string[] {
  return trace.filter((line) => !/^ {2}File "<frozen importlib\./.test(line));
}
