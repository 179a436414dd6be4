import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorDefinition } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { nearest } from "../kernel/nearest.ts";
import { runtimeLine, supportTable } from "../layer1/index.ts";
import { takesAirflow } from "./charts.ts";
import type { Environment, Values } from "./environment.ts";
import { isValues } from "./environment.ts";
import { findings as kinds } from "./errors.ts";
import { literals } from "./literal.ts";
import { imagesIn, nameOf, objectsOf } from "./manifest.ts";
import type { Platform } from "./platform-file.ts";
import { airflowMajor, needRelease, type Release } from "./release.ts";
import { chartFile, type Files, ownFiles } from "./render.ts";
import { chartValues } from "./values.ts";

export interface Finding {
  readonly code: string;
  /** The file below the folder of platform.yaml. */
  readonly file: string;
  readonly text: string;
}

interface CheckContext {
  readonly platform: Platform;
  readonly environment: Environment;
  readonly release: Release;
  /** What render writes now; with the chart's manifests where Helm and the archive are there. */
  readonly wanted: Files;
  /** What the chart's archive says its values are. */
  readonly schema: ChartSchema | undefined;
  readonly today: Date;
}

/** The chart's values.schema.json, as far as it matters here. */
export interface ChartSchema {
  readonly properties: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, unknown>> | undefined }>
  >;
}

/** Everything that is wrong with an environment's files. */
export function findingsOf(context: CheckContext): Finding[] {
  return [differing, unknownValues, outputFindings, imageFindings, releaseFindings].flatMap((check) =>
    check(context),
  );
}

/** What verify needs, from the files as they are. */
export function subjectOf(
  platform: Platform,
  environment: Environment,
  rendered: Files | undefined,
  schema: ChartSchema | undefined,
  today: Date,
): CheckContext {
  const release = needRelease(platform.folder, environment.name);
  return {
    platform,
    environment,
    release,
    wanted: rendered ?? ownFiles(environment, release),
    schema,
    today,
  };
}

export function finding(kind: ErrorDefinition, file: string, text: string): Finding {
  return { code: kind.code, file, text };
}

function differing({ platform, wanted }: CheckContext): Finding[] {
  return [...wanted].flatMap(([file, content]) => {
    const path = join(platform.folder, file);
    if (!existsSync(path)) return [finding(kinds.DIFFERS, file, "it is missing")];
    const found = readFileSync(path, "utf8");
    if (found === content) return [];
    const line = firstDifference(found, content);
    return [finding(kinds.DIFFERS, file, `line ${line} is not what render writes`)];
  });
}

function firstDifference(found: string, wanted: string): number {
  const [a, b] = [found.split("\n"), wanted.split("\n")];
  return a.findIndex((line, index) => line !== b[index]) + 1 || a.length;
}

/** Keys that the chart's schema leaves open, at the top and in some objects: it ignores them in silence. */
function unknownValues({ environment, release, schema }: CheckContext): Finding[] {
  if (schema === undefined) return [];
  const values = chartValues(environment, release);
  const file = join("environments", environment.name, "values.yaml");
  const check = (object: Values, known: readonly string[], place: string) =>
    Object.keys(object)
      .filter((key) => !known.includes(key))
      .map((key) => {
        const meant = nearest(key, known);
        return finding(
          kinds.UNKNOWN_VALUE,
          file,
          `the chart has no value ${place}${key}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
        );
      });
  const inner = Object.entries(values).flatMap(([key, value]) => {
    const properties = schema.properties[key]?.properties;
    const open = ["kerberos", "ingress", "rbac"].includes(key);
    return open && isValues(value) && properties !== undefined
      ? check(value, Object.keys(properties), `${key}.`)
      : [];
  });
  return [...check(values, Object.keys(schema.properties), ""), ...inner];
}

/** The texts to judge: what stands in the folder. */
function texts({ platform, environment, wanted }: CheckContext): [string, Values][] {
  const files = new Set([...wanted.keys(), chartFile(environment.name)]);
  return [...files]
    .filter((file) => file.includes("rendered"))
    .flatMap((file) => {
      const text = readIfPresent(join(platform.folder, file));
      return text === undefined ? [] : objectsOf(text).map((object): [string, Values] => [file, object]);
    });
}

function outputFindings(context: CheckContext): Finding[] {
  return texts(context).flatMap(([file, object]) => [
    ...(object.kind === "Secret"
      ? [
          finding(
            kinds.SECRET_OBJECT,
            file,
            `${nameOf(object)}: Secrets are made in the cluster, and named here`,
          ),
        ]
      : []),
    ...(object.kind === "Secret"
      ? []
      : literals(object, [], Number.POSITIVE_INFINITY).map(({ path, why }) =>
          finding(kinds.LITERAL, file, `${nameOf(object)}, ${path.join(".")}: ${why}`),
        )),
  ]);
}

function imageFindings(context: CheckContext): Finding[] {
  return texts(context).flatMap(([file, object]) =>
    imagesIn(object)
      .filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))
      .map((image) => finding(kinds.TAG, file, `${nameOf(object)} runs ${image}, which can change`)),
  );
}

const executorProviders: Readonly<Record<Environment["executor"], string | undefined>> = {
  KubernetesExecutor: "cncf-kubernetes",
  CeleryExecutor: "celery",
  LocalExecutor: undefined,
};

function releaseFindings({ environment, release, today }: CheckContext): Finding[] {
  const file = join("environments", environment.name, "release.yaml");
  const { values = {}, executor, chart } = environment;
  const version = values.airflowVersion;
  const provider = executorProviders[executor];
  const needed = [
    ...(provider === undefined ? [] : [[provider, `the ${executor}`] as const]),
    ...(airflowMajor(release) === 3 && !namesAuthManager(values)
      ? [["fab", "the default auth manager; another is named in values.config.core.auth_manager"] as const]
      : []),
  ];
  return [
    ...(version !== undefined && version !== release.airflow
      ? [
          finding(
            kinds.AIRFLOW_VERSION,
            "platform.yaml",
            `values.airflowVersion of ${environment.name} is ${String(version)}; the image has ${release.airflow}`,
          ),
        ]
      : []),
    ...needed
      .filter(([name]) => !release.providers.includes(name))
      .map(([name, why]) =>
        finding(kinds.PROVIDER, file, `the image has no apache-airflow-providers-${name}: needed for ${why}`),
      ),
    ...(takesAirflow(chart.version, release.airflow) === false
      ? [
          finding(
            kinds.CHART,
            "platform.yaml",
            `chart ${chart.version} does not take Airflow ${release.airflow}`,
          ),
        ]
      : []),
    ...supportFinding(release, today).map((text) => finding(kinds.SUPPORT, file, text)),
  ];
}

function namesAuthManager(values: Values): boolean {
  const { config } = values;
  return isValues(config) && isValues(config.core) && typeof config.core.auth_manager === "string";
}

/** Why a release's Runtime should not run; nothing for an image without one. */
export function supportFinding({ runtime }: Release, today: Date): string[] {
  if (runtime === "none") return [];
  const table = supportTable();
  const line = runtimeLine(runtime, table);
  const day = today.toISOString().slice(0, 10);
  if (line === undefined) return [`Runtime ${runtime} is not in the platform's support table`];
  return [
    ...(line.ends < day ? [`Runtime ${runtime} has been out of support since ${line.ends}`] : []),
    ...(table.yanked.includes(runtime) ? [`Runtime ${runtime} was withdrawn by its maker`] : []),
  ];
}
