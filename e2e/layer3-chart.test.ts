// @suite ci, 60 s
// The official Airflow chart, rendered by the real Helm with our values. The chart's archive is not in this repository and
// in no registry that a test may ask: ADP_E2E_AIRFLOW_CHART=airflow-1.22.0.tgz opens these tests, with helm on PATH.
import { afterAll, describe, expect, it } from "vitest";
import {
  allFiles,
  environmentNamed,
  readPlatform,
  verifyEnvironment,
  writeFiles,
} from "../packages/adp/src/layer3/index.ts";
import { openFolder, platform, release, release2 } from "../packages/adp/src/layer3/testing/platforms.ts";

const chart = process.env.ADP_E2E_AIRFLOW_CHART;
if (chart !== undefined) process.env.CHART_REPOSITORY = chart;
const today = new Date("2026-11-29T00:00:00Z");
const kerberos = { principal: "svc@EXAMPLE.COM", krb5Conf: "platform.yaml" };
const rooms: { remove(): void }[] = [];
afterAll(() => {
  for (const room of rooms) room.remove();
});

function environments() {
  const base = (name: string) => ({ namespace: `customer-360-${name}`, context: name });
  return {
    dev: {
      ...base("dev"),
      executor: "LocalExecutor",
      kerberos,
      ingress: { host: "airflow.dev.example.com" },
    },
    int: {
      ...base("int"),
      executor: "KubernetesExecutor",
      kerberos,
      deploy: { models: "customer_360.models" },
    },
    qa: {
      ...base("qa"),
      executor: "CeleryExecutor",
      workers: { replicas: 2 },
      delivery: "argocd",
      argocd: { repository: "https://git.example.com/team/deploy.git", path: "layer3", revision: "main" },
    },
    prod: {
      ...base("prod"),
      executor: "KubernetesExecutor",
      quota: { cpu: "16", memory: "32Gi", pods: 100 },
      web: { replicas: 2, resources: { requests: { cpu: "500m", memory: "1Gi" } } },
      workers: { resources: { limits: { memory: "2Gi" } } },
    },
  };
}

function folderOf(one: typeof release, more: object = {}) {
  const all = environments();
  const room = openFolder(
    { ...platform, environments: { ...all, int: { ...all.int, ...more } } },
    Object.fromEntries(Object.keys(all).map((name) => [name, one])),
  );
  rooms.push(room);
  return room.folder;
}

describe.skipIf(chart === undefined)(
  `the chart with Helm (set ADP_E2E_AIRFLOW_CHART to the archive of chart ${platform.chart.version})`,
  () => {
    it.each([
      ["Airflow 3", release],
      ["Airflow 2", release2],
    ])("%s: four environments render, twice the same, and verify finds nothing", async (_, one) => {
      const read = readPlatform(folderOf(one));
      for (const environment of read.environments) {
        const files = await allFiles(read, environment, one);
        expect(await allFiles(read, environment, one)).toEqual(files);
        writeFiles(read.folder, files);
        const verified = await verifyEnvironment(read, environment, { server: false, today });
        expect(verified).toEqual({ environment: environment.name, findings: [], unseen: [] });
      }
    });

    it("a value that the chart ignores in silence is found, and one that it refuses is told by Helm", async () => {
      const misspelt = readPlatform(folderOf(release, { values: { fernetKeySecretNam: "x" } }));
      const int = environmentNamed(misspelt, "int");
      writeFiles(misspelt.folder, await allFiles(misspelt, int, release));
      const { findings } = await verifyEnvironment(misspelt, int, { server: false, today });
      expect(findings).toMatchObject([
        { code: "ADP-L3-102", text: expect.stringContaining("fernetKeySecretName") },
      ]);
      const refused = readPlatform(folderOf(release, { values: { scheduler: { replicaz: 2 } } }));
      await expect(allFiles(refused, environmentNamed(refused, "int"), release)).rejects.toMatchObject({
        code: "ADP-L3-009",
      });
    });
  },
);
