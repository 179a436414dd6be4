import * as z from "zod/mini";

// platform.yaml, as a schema: adp checks with it, and editors with the JSON Schema that is made from it.

/** A DNS label, as Kubernetes wants names of namespaces, releases and Secrets (RFC 1123). */
const label = z
  .string()
  .check(z.regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "lower-case words joined by hyphens"), z.maxLength(53));
const secretName = z
  .string()
  .check(
    z.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of a Secret: lower-case letters, digits, - and ."),
  );
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"));
const quantity = z
  .string()
  .check(z.regex(/^\d+(\.\d+)?(m|[kKMGT]i?)?$/, "a quantity such as 500m, 2 or 4Gi"));
const amounts = z.strictObject({ cpu: z.optional(quantity), memory: z.optional(quantity) });
const resources = z.strictObject({ requests: z.optional(amounts), limits: z.optional(amounts) });
const component = z.strictObject({
  replicas: z.optional(z.int().check(z.minimum(0), z.maximum(50))),
  resources: z.optional(resources),
});

export const deliveries = ["helm", "argocd"] as const;
export const executors = ["LocalExecutor", "KubernetesExecutor", "CeleryExecutor"] as const;
/** The parts of Airflow that have replicas and resources. `web`: the web server of Airflow 2, the API server of 3. */
export const components = ["scheduler", "web", "triggerer", "dagProcessor", "workers"] as const;

const settings = {
  delivery: z.optional(z.enum(deliveries)),
  executor: z.optional(z.enum(executors)),
  scheduler: z.optional(component),
  web: z.optional(component),
  triggerer: z.optional(component),
  dagProcessor: z.optional(component),
  workers: z.optional(component),
  /** Secrets of the namespace by name; none is made here. */
  secrets: z.optional(
    z.strictObject({
      database: z.optional(secretName),
      fernet: z.optional(secretName),
      web: z.optional(secretName),
      jwt: z.optional(secretName),
      broker: z.optional(secretName),
      warehouse: z.optional(secretName),
      owner: z.optional(secretName),
      registry: z.optional(secretName),
    }),
  ),
  kerberos: z.optional(z.strictObject({ principal: z.string(), krb5Conf: z.string() })),
  /** The module whose tables the framework deploys before the new version starts. */
  deploy: z.optional(
    z.strictObject({ models: z.string().check(z.regex(/^[A-Za-z_][\w.]*$/, "a Python module")) }),
  ),
  ingress: z.optional(
    z.strictObject({ host: z.string(), className: z.optional(label), tlsSecret: z.optional(secretName) }),
  ),
  quota: z.optional(
    z.strictObject({ cpu: z.optional(quantity), memory: z.optional(quantity), pods: z.optional(z.int()) }),
  ),
  argocd: z.optional(
    z.strictObject({
      repository: z.string(),
      path: z.string(),
      revision: z.string(),
      project: z.optional(z.string()),
    }),
  ),
  /** How long a release runs in an environment before it may be promoted from there. */
  soakHours: z.optional(z.number().check(z.minimum(0))),
  /** More values of the chart, for what has no setting here. */
  values: z.optional(z.record(z.string(), z.unknown())),
};

export const environmentSchema = z.strictObject({
  namespace: label,
  /** The context in kubeconfig. */
  context: z.string(),
  ...settings,
});

export const platformSchema = z.strictObject({
  organisation: z.string(),
  datakit: label,
  /** Where images are pushed, without the image's name: registry.example.com/data */
  registry: z
    .string()
    .check(z.regex(/^[\w.-]+(:\d+)?(\/[\w./-]+)?$/, "a registry without https:// and without a login")),
  chart: z.strictObject({ version: z.string(), sha256 }),
  defaults: z.optional(z.strictObject(settings)),
  environments: z.record(label, environmentSchema),
});

export type PlatformFile = z.output<typeof platformSchema>;

/** The JSON Schema for editors, as a text. */
export function editorSchema(): string {
  const schema = z.toJSONSchema(platformSchema, { io: "input" });
  return `${JSON.stringify({ $comment: "Made by `adp layer3 init` from adp's own schema.", ...schema }, null, 2)}\n`;
}
