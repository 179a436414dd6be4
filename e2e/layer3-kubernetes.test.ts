// A datakit on a real Kubernetes with the official chart: installed, promoted; a pod that is killed, a keytab that is
// replaced. Not part of CI, where neither the chart nor half an hour is to be had. With helm on PATH, as root:
// ADP_E2E_KUBERNETES=FOLDER, which keeps what is built there, and ADP_E2E_AIRFLOW_CHART=airflow-1.22.0.tgz open it.
// @suite ci, 1500 s
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PushRecord } from "../packages/adp/src/layer3/index.ts";
import { platform } from "../packages/adp/src/layer3/testing/platforms.ts";
import { Registry } from "./world/corporation/registry.ts";
import { Cluster, secret } from "./world/kubernetes/cluster.ts";
import { Delivery } from "./world/kubernetes/delivery.ts";
import { Warehouse } from "./world/kubernetes/warehouse.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { newFolder, onFreePort, removeFolder, run, until } from "./world/lib/index.ts";

const { ADP_E2E_KUBERNETES: place, ADP_E2E_AIRFLOW_CHART: chart } = process.env;
const image = "adp-e2e-kubernetes";
const kubernetes = join(import.meta.dirname, "world", "kubernetes");

describe.skipIf(place === undefined || chart === undefined)(
  "a datakit on Kubernetes (set ADP_E2E_KUBERNETES to a folder, and ADP_E2E_AIRFLOW_CHART to the chart's archive)",
  () => {
    const close: (() => unknown)[] = [];
    let folder = "";
    let deploy = "";
    let world: Layer1World;
    let program: string[];
    let cluster: Cluster;
    let warehouse: Warehouse;
    let delivery: Delivery;
    let registry = "";
    let datakit = "";
    let first: PushRecord;

    const git = (at: string, ...words: string[]) =>
      run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", ...words], { cwd: at });
    const inClone = (...words: string[]) => world.run([...program, ...words]);
    const imageOf = ({ image, digest }: PushRecord) => `${image}@${digest}`;

    /** Builds, tests, scans and pushes what is committed. */
    async function push(): Promise<PushRecord> {
      const record = join(folder, "pushed.json");
      const words = ["--datakit", datakit, "--record", record, "--sbom", join(folder, "sbom.json")];
      const done = await inClone("datakit", "push", `${registry}/flights-datakit`, ...words);
      expect(done.code, done.stdout + done.stderr).toBe(0);
      return JSON.parse(readFileSync(record, "utf8"));
    }

    async function promote(...words: string[]): Promise<void> {
      const done = await delivery.adp("promote", ...words);
      expect(done.code, done.stdout + done.stderr).toBe(0);
    }

    /** A run whose task pod must be of this image, asked of the container runtime. */
    async function green(name: string, runId: string, record: PushRecord): Promise<void> {
      expect(await delivery.dag(name, "flights_example", runId)).toBe("success");
      const pods = await delivery.pods(name, runId);
      expect(pods).toHaveLength(1);
      const base = pods[0]?.status.containerStatuses?.find((one) => one.name === "base");
      expect(base?.imageID).toBe(imageOf(record));
    }

    beforeAll(async () => {
      folder = newFolder("adp-kubernetes");
      deploy = join(folder, "deploy");
      close.push(() => removeFolder(folder));
      cluster = await Cluster.start(place ?? "");
      close.push(() => cluster.stop());
      warehouse = await Warehouse.start(cluster, ["dev", "int"]);
      close.push(() => warehouse.stop());
      world = await Layer1World.create(image, "3.3");
      close.push(() => world.close());
      program = ["node", join(world.clone, "packages", "adp", "dist", "adp.mjs")];
      await world.built();
      await onFreePort(async (port) => {
        const server = await Registry.start(folder, join(folder, "storage"), [["ada", "a-token"]], port);
        close.push(() => server.stop());
        registry = `127.0.0.1:${port}/data`;
        await cluster.expose(port);
      });
      const login = 'printf %s "$TOKEN" | docker login --username ada --password-stdin "$1"';
      await world.run(["sh", "-c", login, "sh", registry], { TOKEN: "a-token" });
      mkdirSync(deploy);
      delivery = new Delivery({
        cluster,
        warehouse,
        folder: deploy,
        registry,
        chart: chart ?? "",
        sha256: platform.chart.sha256,
        login: loginOf(registry, "ada", "a-token"),
      });
      expect((await inClone("datakit", "new", "flights", "--into", folder)).code).toBe(0);
      datakit = join(folder, "flights-datakit");
      const dockerfile = join(datakit, "Dockerfile");
      const text = readFileSync(dockerfile, "utf8");
      const from = text.replace(/^FROM layer1-airflow:latest$/m, `FROM ${image}:latest`);
      writeFileSync(dockerfile, from);
      const dags = join(kubernetes, "dags");
      for (const name of readdirSync(dags)) copyFileSync(join(dags, name), join(datakit, "dags", name));
      await git(datakit, "init", "--quiet");
      await git(datakit, "add", "--all");
      await git(datakit, "commit", "--quiet", "--message", "Begin");
      first = await push();

      expect((await delivery.adp("init", "flights", "--registry", registry)).code).toBe(0);
      writeFileSync(join(deploy, "platform.yaml"), delivery.platform(["dev", "int"]));
      writeFileSync(join(deploy, "krb5.conf"), warehouse.krb5Conf);
      await git(deploy, "init", "--quiet");
      await git(deploy, "config", "user.name", "a");
      await git(deploy, "config", "user.email", "a@example.com");
      await git(deploy, "add", "--all");
      await git(deploy, "commit", "--quiet", "--message", "Begin");
      for (const name of ["dev", "int"]) await delivery.prepare(name);
      await keytab("first");
    }, 3_600_000);
    afterAll(async () => {
      for (const each of close.reverse()) await each();
    }, 300_000);

    /** The key of now as the Secret that the chart names. */
    async function keytab(name: string): Promise<void> {
      const bytes = readFileSync(await warehouse.keytab(name));
      const of = (space: string) =>
        secret(space, "flights-airflow-kerberos-keytab", "kerberos.keytab", bytes);
      await cluster.apply(of("flights-dev"), of("flights-int"));
    }

    it("dev: promoted from the record, verified with the cluster's own check, installed; a DAG loads by ticket", async () => {
      await promote("dev", "--record", join(folder, "pushed.json"));
      const verified = await delivery.adp("verify", "dev", "--server");
      expect(verified.code, verified.stdout + verified.stderr).toBe(0);
      await delivery.deliver("dev");
      await green("dev", "first", first);
      expect(await warehouse.sql("warehouse_dev", "select count(*) from flights.purchase")).toBe("3");
      expect((await delivery.adp("status")).stdout).toMatch(/^dev +as released/m);
    }, 2_400_000);

    it("a pod that is killed in the middle of a load: Airflow tries again, and no row is there twice or half", async () => {
      await delivery.trigger("dev", "slow_load", "killed");
      const open = `select count(*) from pg_stat_activity where usename = 'svc-flights' and state = 'idle in transaction'`;
      const loading = async () => (await warehouse.sql("warehouse_dev", open)) === "1";
      await until("an open load", loading, { timeoutMs: 600_000, everyMs: 500 });
      const count = "select count(*) from flights.purchase where purchase_id >= 1000";
      expect(await warehouse.sql("warehouse_dev", count)).toBe("0");
      const [pod] = await delivery.pods("dev", "killed");
      const at = ["--namespace", "flights-dev", "delete", "pod", pod?.metadata.name ?? "", "--force"];
      await cluster.kubectl([...at, "--grace-period=0"]);
      expect(await delivery.ended("dev", "killed")).toBe("success");
      expect(await warehouse.sql("warehouse_dev", count)).toBe("500");
      expect(
        await delivery.airflow("dev", "select try_number from task_instance where run_id = 'killed'"),
      ).toBe("2");
    }, 1_200_000);

    it("a keytab that is replaced: the old one is refused, the next try takes the new one", async () => {
      await warehouse.rotate();
      await delivery.trigger("dev", "flights_example", "rotated");
      const refused = async () =>
        (await delivery.pods("dev", "rotated")).some(({ status }) => status.phase === "Failed");
      await until("a pod without a ticket", refused, { timeoutMs: 600_000, everyMs: 1000 });
      await keytab("second");
      expect(await delivery.ended("dev", "rotated")).toBe("success");
    }, 1_200_000);

    it("a promotion with something against it is refused with every reason, and nothing changes", async () => {
      const before = await git(deploy, "rev-parse", "HEAD");
      const bad = { ...first, scan: { ...first.scan, found: 1 }, tests: { passed: 3, failed: 1 } };
      writeFileSync(join(folder, "bad.json"), JSON.stringify(bad));
      const done = await delivery.adp("promote", "int", "--record", join(folder, "bad.json"));
      expect(done.code).not.toBe(0);
      expect(done.stderr).toContain("ADP-L3-008");
      expect(done.stderr).toContain("the leak scan found 1 credentials");
      expect(done.stderr).toContain("1 of the datakit's tests failed");
      expect(await git(deploy, "rev-parse", "HEAD")).toBe(before);
      expect(await git(deploy, "status", "--porcelain")).toBe("");
    });

    it("int: the same digest in its own namespace", async () => {
      // One environment at a time: two cores hold no more.
      await cluster.kubectl(["--namespace", "flights-dev", "scale", "deploy", "--all", "--replicas=0"]);
      await promote("int", "--from", "dev");
      await delivery.deliver("int");
      await green("int", "in-int", first);
      expect(await warehouse.sql("warehouse_int", "select count(*) from flights.purchase")).toBe("3");
      expect((await delivery.adp("status")).stdout).toMatch(/^int +as released/m);
    }, 2_400_000);
  },
);

function loginOf(registry: string, user: string, token: string): string {
  const auth = Buffer.from(`${user}:${token}`).toString("base64");
  return JSON.stringify({ auths: { [registry.split("/")[0] ?? ""]: { auth } } });
}
