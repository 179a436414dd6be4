import { dirname } from "node:path";
import { act, again, either, shell, run as step } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { makeFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { compareVersions } from "../kernel/version.ts";
import { chartFor } from "./charts.ts";
import type { Environment } from "./environment.ts";
import { errors } from "./errors.ts";
import type { Platform } from "./platform-file.ts";
import {
  type PushRecord,
  type Release,
  readRelease,
  recordSchema,
  releasePath,
  releaseText,
} from "./release.ts";
import { supportFinding } from "./verify.ts";
import { mistakesOf, readYaml } from "./yaml-file.ts";

/** Where a release comes from: another environment, or the record of a push. */
export type Source = { readonly from: Environment } | { readonly record: string };

export interface Promotion {
  readonly release: Release;
  readonly before: Release | undefined;
  /** What `git revert` of this promotion will not undo. */
  readonly oneWay: readonly string[];
}

/**
 * Looks at everything that speaks against a promotion, `against` (as `uncommitted` gives it) included, and refuses with all
 * of it at once (ADP-L3-008).
 */
export function preparePromotion(
  platform: Platform,
  to: Environment,
  source: Source,
  now: Date,
  against: readonly string[] = [],
): Promotion {
  const before = readRelease(platform.folder, to.name);
  const { record, since } = sourceOf(platform, source);
  const release: Release = { ...record, chart: to.chart.version, since: now.toISOString() };
  const reasons = [
    ...against,
    ...gate(record, to),
    ...supportFinding(release, now),
    ...("from" in source ? soakReasons(source.from, since, now) : []),
    ...("from" in source ? orderReasons(platform, source.from, to) : []),
    ...backward(before, release),
  ];
  if (reasons.length > 0)
    throw new AdpError(errors.REFUSED, {
      what: `${record.image}@${record.digest} is not promoted to ${to.name}.`,
      evidence: reasons,
      next: [act("mend what is named, push the datakit again where its image changes, and promote that")],
    });
  return { release, before, oneWay: oneWay(before, release, to) };
}

function sourceOf(platform: Platform, source: Source): { record: PushRecord; since: string } {
  if ("record" in source) {
    const record = readRecord(source.record);
    return { record, since: record.pushed };
  }
  const release = readRelease(platform.folder, source.from.name);
  if (release === undefined)
    throw new AdpError(errors.RELEASE, {
      what: `Nothing was promoted to ${source.from.name} yet.`,
      next: [act(`promote to ${source.from.name} first`)],
    });
  const { chart: _chart, since, ...record } = release;
  return { record, since };
}

/** The record of a push; its form is in docs/layer3.md. Throws ADP-L3-011. */
function readRecord(path: string): PushRecord {
  const record = tryJson(readIfPresent(path) ?? "", recordSchema);
  if (record !== undefined) return record;
  throw new AdpError(errors.RECORD, {
    what: `${path} is no record of a push.`,
    why: "A record has the image by digest, and what its scan and its tests said: docs/layer3.md has the form.",
    evidence: recordMistakes(path),
    next: [act("correct the record, or name another file"), again],
  });
}

/** What is wrong with a record, each with its line; JSON is YAML, too. */
function recordMistakes(path: string): string[] {
  const file = readYaml(readIfPresent(path) ?? "");
  const found = "mistakes" in file ? file : mistakesOf(file, recordSchema);
  return "mistakes" in found ? found.mistakes.map(({ line, text }) => `${path}:${line}: ${text}`) : [];
}

function gate(record: PushRecord, to: Environment): string[] {
  const { scan, promise, tests, image } = record;
  return [
    ...(scan.found > 0 ? [`the leak scan found ${scan.found} credentials in the image`] : []),
    ...(scan.layers === 0 ? ["the image's layers were not scanned"] : []),
    ...(promise.kept ? [] : ["Layer 1 does not keep its promise in the image"]),
    ...(tests.failed > 0 ? [`${tests.failed} of the datakit's tests failed`] : []),
    ...(tests.passed === 0 ? ["the datakit's tests did not run"] : []),
    ...(image.startsWith(`${to.registry}/`) ? [] : [`${image} is not in the registry ${to.registry}`]),
    ...(chartFor(record.airflow) === undefined ? [`no chart is known for Airflow ${record.airflow}`] : []),
  ];
}

function soakReasons(from: Environment, since: string, now: Date): string[] {
  const { soakHours = 0, name } = from;
  const hours = (now.getTime() - Date.parse(since)) / 3_600_000;
  return hours >= soakHours
    ? []
    : [`it has run in ${name} for ${hours.toFixed(1)} hours; soakHours of ${name} is ${soakHours}`];
}

function orderReasons({ environments }: Platform, from: Environment, to: Environment): string[] {
  const place = (one: Environment) => environments.findIndex(({ name }) => name === one.name);
  return place(from) < place(to)
    ? []
    : [`${from.name} does not come before ${to.name} in platform.yaml, which is the order of promotion`];
}

/** Airflow migrates its database forwards only. */
function backward(before: Release | undefined, release: Release): string[] {
  if (before === undefined || compareVersions(release.airflow, before.airflow) >= 0) return [];
  return [
    `it has Airflow ${release.airflow}, older than the ${before.airflow} that runs there: Airflow's database does not go back. Restore the backup of the metadata database of before ${before.since}, and set release.yaml to the commit of that day`,
  ];
}

function oneWay(before: Release | undefined, release: Release, to: Environment): string[] {
  return [
    ...(before !== undefined && before.airflow !== release.airflow
      ? [
          `Airflow goes from ${before.airflow} to ${release.airflow} and migrates its database: \`git revert\` will not take that back. Back up the metadata database first.`,
        ]
      : []),
    ...(to.deploy === undefined || before === undefined || before.digest === release.digest
      ? []
      : [
          `${to.deploy.models} is deployed before the new version starts: a change of tables stays after \`git revert\`. \`sqlmodel-framework plan\` shows what it is.`,
        ]),
  ];
}

/** The files that an environment is rendered from and that git does not have as they stand; none outside a repository. */
export async function uncommitted({ folder, file }: Platform): Promise<string[]> {
  const { defaults, environments } = file;
  const settings = [defaults, ...Object.values(environments)];
  const files = ["platform.yaml", ...settings.flatMap((one) => one?.kerberos?.krb5Conf ?? [])];
  const status = await attempt(["git", "status", "--porcelain", "-z", "--", ...files], { cwd: folder });
  if (status instanceof ProcessFailure) return [];
  const changed = status.stdout.split("\0").filter((line) => line !== "");
  return changed.map(
    (line) => `${line.slice(3)} is not committed as it stands, and the environment is rendered from it`,
  );
}

export function writeRelease({ folder }: Platform, to: Environment, release: Release): void {
  const path = releasePath(folder, to.name);
  makeFolder(dirname(path));
  writeAtomic(path, releaseText(release), 0o644);
}

/** One commit with the environment's files and nothing else. Gives its id; undefined outside a git repository. */
export async function commitPromotion(
  { folder }: Platform,
  to: Environment,
  { release, before }: Promotion,
): Promise<string | undefined> {
  const inside = await attempt(["git", "rev-parse", "--is-inside-work-tree"], { cwd: folder });
  if (inside instanceof ProcessFailure) return undefined;
  const place = `environments/${to.name}`;
  const was = before === undefined ? "" : `\n\nBefore: ${before.digest}`;
  const message = `Promote ${release.commit.slice(0, 12)} of the datakit to ${to.name}\n\nImage: ${release.image}@${release.digest}${was}\n`;
  for (const words of [
    ["add", "--", place],
    ["commit", "--quiet", "--message", message, "--", place],
  ]) {
    const done = await attempt(["git", ...words], { cwd: folder });
    if (done instanceof ProcessFailure)
      throw new AdpError(errors.COMMIT, {
        what: `git could not commit the promotion to ${to.name}; its files are written.`,
        evidence: done.tail(5),
        next: [
          either(
            step(shell`git commit --only ${place}`, "after what git asks for"),
            step(shell`git checkout -- ${place}`, "takes the promotion back"),
          ),
        ],
      });
  }
  const head = await attempt(["git", "rev-parse", "HEAD"], { cwd: folder });
  return head instanceof ProcessFailure ? undefined : head.stdout.trim();
}
