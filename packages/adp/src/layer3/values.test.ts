import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { platformRoot } from "../kernel/home.ts";
import { type Environment, environmentsOf, isValues } from "./environment.ts";
import { literals } from "./literal.ts";
import { imagesIn, objectsOf } from "./manifest.ts";
import { readPlatform } from "./platform-file.ts";
import {
  components,
  deliveries,
  editorSchema,
  executors,
  type PlatformFile,
  platformSchema,
} from "./platform-schema.ts";
import { imageOf, type Release } from "./release.ts";
import { ownFiles } from "./render.ts";
import { hex, openFolder, platform, release, release2 } from "./testing/platforms.ts";
import { chartValues } from "./values.ts";
import { mistakesOf, readYaml } from "./yaml-file.ts";

const open: { remove(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

function dev(more: object): Environment {
  const room = openFolder({ ...platform, environments: { dev: { ...platform.environments.dev, ...more } } });
  open.push(room);
  const [found] = readPlatform(room.folder).environments;
  if (found === undefined) throw new Error("no environment");
  return found;
}

test.each([
  ["airflow-3-kubernetes", { executor: "KubernetesExecutor" }, release],
  [
    "airflow-3-local",
    { executor: "LocalExecutor", ingress: { host: "a.example.com", tlsSecret: "tls" } },
    release,
  ],
  [
    "airflow-3-celery",
    { executor: "CeleryExecutor", workers: { replicas: 2 }, quota: { cpu: "8", pods: 20 } },
    release,
  ],
  [
    "airflow-2-argocd",
    {
      executor: "KubernetesExecutor",
      delivery: "argocd",
      argocd: { repository: "https://git.example.com/team/deploy.git", path: "layer3", revision: "main" },
      deploy: { models: "customer_360.models" },
    },
    release2,
  ],
] as const)("the files of %s are as they were read last", async (name, settings, one) => {
  const text = [...ownFiles(dev(settings), one)]
    .map(([path, content]) => `#### ${path}\n${content}`)
    .join("\n");
  await expect(text).toMatchFileSnapshot(`./testing/golden/${name}.yaml`);
});

test("a ticket: in task pods, in workers, and beside the scheduler where tasks run there", () => {
  const kerberos = { principal: "svc@EXAMPLE.COM", krb5Conf: "platform.yaml" };
  const [task, worker, local] = (["KubernetesExecutor", "CeleryExecutor", "LocalExecutor"] as const).map(
    (executor) => chartValues(dev({ executor, kerberos }), release),
  );
  // Not the chart's own containers, which only the official image can run.
  for (const one of [task, worker, local]) expect(JSON.stringify(one)).not.toMatch(/kerberos(Init|Sidecar)/);
  const image = imageOf(release);
  const env = expect.arrayContaining([{ name: "KRB5CCNAME", value: "/var/kerberos-ccache/cache" }]);
  const login = ["-k", "-t", "/etc/airflow.keytab", "svc@EXAMPLE.COM"];
  const first = { image, env, args: ["kinit", ...login] };
  const sidecar = { image, env, args: ["sh", "-c", expect.stringContaining('kinit "$@"'), "sh", ...login] };
  expect(task).toMatchObject({ workers: { kubernetes: { env, extraInitContainers: [first] } } });
  expect(worker).toMatchObject({
    workers: { celery: { env, extraInitContainers: [first], extraContainers: [sidecar] } },
  });
  expect(local).toMatchObject({
    kerberos: { principal: "svc@EXAMPLE.COM", config: expect.stringContaining("organisation: Example") },
    scheduler: { env, extraInitContainers: [first], extraContainers: [sidecar] },
  });
});

test("a team's own values go over ours", () => {
  const values = {
    scheduler: { startupProbe: { failureThreshold: 30 } },
    images: { airflow: { pullPolicy: "Always" } },
  };
  expect(chartValues(dev({ values }), release)).toMatchObject({
    scheduler: { startupProbe: { failureThreshold: 30 }, logGroomerSidecar: { args: expect.any(Array) } },
    images: { airflow: { pullPolicy: "Always", digest: release.digest } },
  });
});

test("the example is right, and the schema beside it is adp's own", () => {
  const folder = join(platformRoot(), "layer3-warehouse");
  expect(readPlatform(folder).environments.map(({ name }) => name)).toEqual(["dev", "int", "qa", "prod"]);
  expect(readFileSync(join(folder, "platform.schema.json"), "utf8")).toBe(editorSchema());
});

test("the schema for editors has what adp accepts", () => {
  const schema = JSON.parse(editorSchema()) as { properties: object; required: string[] };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(platformSchema.def.shape));
  expect(schema.required).toEqual(["organisation", "datakit", "registry", "chart", "environments"]);
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const settings = fc.record(
  {
    delivery: fc.constantFrom(...deliveries),
    executor: fc.constantFrom(...executors),
    ...Object.fromEntries(
      components.map((name) => [
        name,
        fc.record(
          { resources: fc.record({ requests: fc.record({ cpu: fc.constantFrom("1", "500m") }) }) },
          { requiredKeys: [] },
        ),
      ]),
    ),
    kerberos: fc.record({ principal: word, krb5Conf: fc.constant("krb5.conf") }),
    deploy: fc.record({ models: word }),
    ingress: fc.record({ host: word, tlsSecret: word }, { requiredKeys: ["host"] }),
    quota: fc.record(
      { cpu: fc.constant("4"), memory: fc.constant("8Gi"), pods: fc.nat(50) },
      { requiredKeys: [] },
    ),
    argocd: fc.record({ repository: word, path: word, revision: word }),
    secrets: fc.record({ database: word, warehouse: word, owner: word }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const platforms = fc.record({
  organisation: fc.string(),
  datakit: word,
  registry: word,
  chart: fc.constant(platform.chart),
  environments: fc.dictionary(
    word,
    fc.tuple(word, settings).map(([namespace, more]) => ({ namespace, context: "c", ...more })),
    {
      minKeys: 1,
      maxKeys: 3,
    },
  ),
});

test("any platform: nothing but names of Secrets, every image by digest, twice the same", () => {
  fc.assert(
    fc.property(platforms, fc.constantFrom<Release>(release, release2), (document, one) => {
      const file = readYaml(stringify(document));
      if ("mistakes" in file) throw new Error("not YAML");
      const found = mistakesOf(file, platformSchema);
      if ("mistakes" in found) throw new Error(JSON.stringify(found.mistakes));
      for (const environment of environmentsOf(found.data as PlatformFile)) {
        const files = ownFiles(environment, one);
        expect(ownFiles(environment, one)).toEqual(files);
        const values: unknown = parse(files.get(`environments/${environment.name}/values.yaml`) ?? "");
        expect(isValues(values) && values.airflowVersion).toBe(one.airflow);
        expect(literals(values, ["values"], 1)).toEqual([]);
        const objects = [...files]
          .filter(([path]) => path.includes("rendered"))
          .flatMap(([, text]) => objectsOf(text));
        expect(objects.flatMap((object) => literals(object, [], Number.POSITIVE_INFINITY))).toEqual([]);
        expect(objects.filter(({ kind }) => kind === "Secret")).toEqual([]);
        for (const image of objects.flatMap(imagesIn)) expect(image).toBe(imageOf(one));
      }
    }),
    { numRuns: 40 },
  );
});

test("a digest is printed as one by the chart's repository:tag of the pod template", () => {
  expect(chartValues(dev({ executor: "KubernetesExecutor" }), release)).toMatchObject({
    images: { pod_template: { repository: `${release.image}@sha256`, tag: hex } },
    config: { kubernetes_executor: { worker_container_repository: "", worker_container_tag: "" } },
  });
});
