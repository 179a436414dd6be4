import type * as z from "zod/mini";
import type { environmentSchema, PlatformFile } from "./platform-schema.ts";

type EnvironmentSettings = z.output<typeof environmentSchema>;
type Secrets = Required<NonNullable<EnvironmentSettings["secrets"]>>;

/** One environment of platform.yaml, with the defaults and the names of its Secrets filled in. */
export interface Environment extends Omit<EnvironmentSettings, "secrets" | "delivery" | "executor"> {
  readonly name: string;
  readonly organisation: string;
  readonly datakit: string;
  readonly registry: string;
  readonly chart: PlatformFile["chart"];
  readonly delivery: NonNullable<EnvironmentSettings["delivery"]>;
  readonly executor: NonNullable<EnvironmentSettings["executor"]>;
  readonly secrets: Secrets;
}

export function environmentsOf(platform: PlatformFile): Environment[] {
  return Object.keys(platform.environments).map((name) => environmentOf(platform, name));
}

function environmentOf(platform: PlatformFile, name: string): Environment {
  const { organisation, datakit, registry, chart, defaults = {}, environments } = platform;
  const merged = mergeValues(defaults, environments[name] ?? {}) as EnvironmentSettings;
  return {
    ...merged,
    delivery: merged.delivery ?? "helm",
    executor: merged.executor ?? "KubernetesExecutor",
    name,
    organisation,
    datakit,
    registry,
    chart,
    secrets: { ...secretNames(datakit), ...merged.secrets },
  };
}

/** The names that the Secrets have by default: none is a name under which the chart would make, or delete, its own. */
function secretNames(release: string): Secrets {
  return {
    database: `${release}-database`,
    fernet: `${release}-fernet`,
    web: `${release}-web`,
    jwt: `${release}-jwt`,
    broker: `${release}-broker`,
    warehouse: `${release}-warehouse`,
    owner: `${release}-owner`,
    registry: `${release}-registry`,
  };
}

export type Values = { readonly [key: string]: unknown };

/** Objects are merged key by key; anything else is replaced by what is on the right. */
export function mergeValues(left: Values, right: Values): Values {
  const merged: Record<string, unknown> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = Object.hasOwn(left, key) ? left[key] : undefined;
    merged[key] = isValues(before) && isValues(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
