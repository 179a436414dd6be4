import { join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { parseJson } from "../kernel/json.ts";
import { attempt, ProcessFailure, run } from "../kernel/process.ts";
import type { Environment } from "./environment.ts";
import { errors, findings as kinds } from "./errors.ts";
import { chartArchive } from "./helm.ts";
import type { Platform } from "./platform-file.ts";
import { needRelease } from "./release.ts";
import { allFiles, chartFolder } from "./render.ts";
import { type ChartSchema, type Finding, findingsOf, subjectOf } from "./verify.ts";
import { wayBack } from "./way-back.ts";

export type { Finding } from "./verify.ts";

export interface Verified {
  readonly environment: string;
  readonly findings: readonly Finding[];
  /** What could not be looked at, and why. */
  readonly unseen: readonly string[];
}

const schemaOfValues = z.object({
  properties: z.record(
    z.string(),
    z.looseObject({ properties: z.optional(z.record(z.string(), z.unknown())) }),
  ),
});

interface VerifyOptions {
  /** Asks the cluster, too. */
  readonly server: boolean;
  /** A release from before stands on the databases of its day again. */
  readonly restored?: boolean;
  readonly today: Date;
  readonly signal?: AbortSignal;
}

/** Looks at an environment's files. Without Helm or the chart it says what it could not see. */
export async function verifyEnvironment(
  platform: Platform,
  environment: Environment,
  { server, restored = false, today, signal }: VerifyOptions,
): Promise<Verified> {
  const release = needRelease(platform.folder, environment.name);
  const unseen: string[] = [];
  let wanted: ReadonlyMap<string, string> | undefined;
  let schema: ChartSchema | undefined;
  try {
    wanted = await allFiles(platform, environment, release, signal);
    schema = await valuesSchema(await chartArchive(environment, chartFolder(platform)));
  } catch (error) {
    // Another chart than the one that was named is no matter of what this machine has.
    if (!(error instanceof AdpError) || ![errors.NO_HELM.code, errors.NO_CHART.code].includes(error.code))
      throw error;
    unseen.push(`the chart's manifests and values (${error.message})`);
  }
  const findings = findingsOf(subjectOf(platform, environment, wanted, schema, today));
  if (!restored) {
    const back = await wayBack(platform, environment, release);
    findings.push(...back.findings);
    unseen.push(...back.unseen);
  }
  if (server) findings.push(...(await serverFindings(platform, environment)));
  return { environment: environment.name, findings, unseen };
}

async function valuesSchema(archive: string): Promise<ChartSchema> {
  const { stdout } = await run(["tar", "-xzOf", archive, "airflow/values.schema.json"]);
  return parseJson(stdout, schemaOfValues, { from: `values.schema.json of ${archive}`, next: [again] });
}

async function serverFindings({ folder }: Platform, environment: Environment): Promise<Finding[]> {
  const place = join("environments", environment.name, "rendered");
  const words = ["apply", "--dry-run=server", "--validate=strict", "-f", join(folder, place)];
  const done = await attempt(["kubectl", "--context", environment.context, ...words]);
  if (!(done instanceof ProcessFailure)) return [];
  return done.tail(20).map((text) => ({ code: kinds.SERVER.code, file: place, text }));
}
