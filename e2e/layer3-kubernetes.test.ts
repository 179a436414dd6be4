// A datakit on a real Kubernetes with the official chart: installed, promoted, rolled back; its flights loaded, its runners
// called; a pod that is killed, a keytab that is replaced. Not part of CI, where neither the chart nor half an hour is to be
// had. With helm on PATH, as root: ADP_E2E_KUBERNETES=FOLDER, which keeps what is built there, and
// ADP_E2E_AIRFLOW_CHART=airflow-1.22.0.tgz open it.
// @suite ci, 1500 s
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PushRecord } from "../packages/adp/src/layer3/index.ts";
import { platform } from "../packages/adp/src/layer3/testing/platforms.ts";
import { Registry } from "./world/corporation/registry.ts";
import { Cluster, secret } from "./world/kubernetes/cluster.ts";
import { Datakit, registryUsers } from "./world/kubernetes/datakit.ts";
import { Delivery } from "./world/kubernetes/delivery.ts";
import { Warehouse } from "./world/kubernetes/warehouse.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { newFolder, onFreePort, removeFolder, run, until } from "./world/lib/index.ts";

const { ADP_E2E_KUBERNETES: place, ADP_E2E_AIRFLOW_CHART: chart } = process.env;
const image = "adp-e2e-kubernetes";
/** Flights in the deliveries of the first day, which the image of the example holds. */
const firstDay = "336494";

describe.skipIf(place === undefined || chart === undefined)(
  "a datakit on Kubernetes (set ADP_E2E_KUBERNETES to a folder, and ADP_E2E_AIRFLOW_CHART to the chart's archive)",
  () => {
    const close: (() => unknown)[] = [];
    let folder = "";
    let deploy = "";
    let cluster: Cluster;
    let warehouse: Warehouse;
    let delivery: Delivery;
    let datakit: Datakit;
    let first: PushRecord;

    const git = (...words: string[]) => run(["git", ...words], { cwd: deploy });
    const imageOf = ({ image, digest }: PushRecord) => `${image}@${digest}`;
    const inWarehouse = (sql: string) => warehouse.sql("warehouse_dev", sql);

    /** Gives what promote said. */
    async function promote(...words: string[]): Promise<string> {
      const done = await delivery.adp("promote", ...words);
      expect(done.code, done.stdout + done.stderr).toBe(0);
      return done.stderr;
    }

    /** A run whose task pod must be of this image, asked of the container runtime. */
    async function green(name: string, runId: string, record: PushRecord): Promise<void> {
      expect(await delivery.dag(name, "flights_example", runId)).toBe("success");
      const pods = await delivery.pods(name, runId);
      expect(pods).toHaveLength(1);
      const base = pods[0]?.status.containerStatuses?.find((one) => one.name === "base");
      expect(base?.imageID).toBe(imageOf(record));
    }

    /** The state of an environment in the words of `adp layer3 status`. */
    const status = async (name: string) =>
      new RegExp(`^${name} +(\\w+(?: \\w+)*)`, "m").exec((await delivery.adp("status")).stdout)?.[1];

    beforeAll(async () => {
      folder = newFolder("adp-kubernetes");
      deploy = join(folder, "deploy");
      close.push(() => removeFolder(folder));
      cluster = await Cluster.start(place ?? "");
      close.push(() => cluster.stop());
      warehouse = await Warehouse.start(cluster, ["dev", "int"]);
      close.push(() => warehouse.stop());
      const world = await Layer1World.create(image, "3.3");
      close.push(() => world.close());
      await world.built();
      let registry = "";
      await onFreePort(async (port) => {
        const server = await Registry.start(folder, join(folder, "storage"), registryUsers, port);
        close.push(() => server.stop());
        registry = `127.0.0.1:${port}/data`;
        await cluster.expose(port);
      });
      datakit = await Datakit.create({ world, registry, folder });
      first = await datakit.push();
      mkdirSync(deploy);
      const login = Datakit.pullLogin(registry);
      const archive = { chart: chart ?? "", sha256: platform.chart.sha256 };
      delivery = new Delivery({ cluster, warehouse, folder: deploy, registry, login, ...archive });
      expect((await delivery.adp("init", "flights", "--registry", registry)).code).toBe(0);
      writeFileSync(join(deploy, "platform.yaml"), delivery.platform(["dev", "int"]));
      writeFileSync(join(deploy, "krb5.conf"), warehouse.krb5Conf);
      await git("init", "--quiet");
      await git("config", "user.name", "a");
      await git("config", "user.email", "a@example.com");
      await git("add", "--all");
      await git("commit", "--quiet", "--message", "Begin");
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
      await promote("dev", "--record", datakit.record);
      const verified = await delivery.adp("verify", "dev", "--server");
      expect(verified.code, verified.stdout + verified.stderr).toBe(0);
      await delivery.deliver("dev");
      await green("dev", "first", first);
      expect(await inWarehouse("select count(*) from flights.purchase")).toBe("3");
      expect(await status("dev")).toBe("as released");
    }, 2_400_000);

    it("the flights of a year, by task pods: bronze, silver, gold, and books that agree", async () => {
      expect(await delivery.dag("dev", "nyc_flights_incremental", "year")).toBe("success");
      expect(await inWarehouse("select count(*) from silver.flight")).toBe(firstDay);
      expect(await delivery.pods("dev", "year")).toHaveLength(4);
    }, 1_200_000);

    it("dbt as a pod of its own, by the ticket of the environment's keytab: its result is the task's", async () => {
      const conf = { select: "delays_by_carrier_month" };
      expect(await delivery.dag("dev", "dbt_runner", "built", conf)).toBe("success");
      expect((await delivery.result("dev", "built")).state).toBe("ok");
      const flights = "select sum(flights) from dbt.delays_by_carrier_month";
      expect(await inWarehouse(flights)).toBe(firstDay);
    }, 1_200_000);

    it("a model that fails: the task fails, and its result says which and why", async () => {
      expect(await delivery.dag("dev", "dbt_runner", "broken", { select: "broken" })).toBe("failed");
      expect(await delivery.result("dev", "broken")).toMatchObject({
        state: "failed",
        reason: { code: "RNR-030", what: expect.stringContaining("broken") },
      });
    }, 1_200_000);

    it("a run that is cancelled while dbt works: the query ends with it, and no pod stays", async () => {
      await delivery.trigger("dev", "dbt_runner", "slow", { select: "slow" });
      const working = `select count(*) from pg_stat_activity where usename = 'svc-flights' and query like '%pg_sleep%'`;
      const queries = async (count: string) => (await inWarehouse(working)) === count;
      await until("dbt's query", () => queries("1"), { timeoutMs: 600_000, everyMs: 500 });
      await delivery.cancel("dev", "dbt_runner", "slow");
      await until("its end", () => queries("0"), { timeoutMs: 120_000, everyMs: 500 });
      const gone = async () => (await delivery.runners("dev")) === "";
      await until("the end of its pod", gone, { timeoutMs: 120_000, everyMs: 500 });
    }, 1_200_000);

    it("Spark as a pod of its own: its report is in the task's result; its failure, too", async () => {
      expect(await delivery.dag("dev", "spark_runner", "counted", { select: "all" })).toBe("success");
      expect(await delivery.result("dev", "counted")).toMatchObject({
        state: "ok",
        details: { report: { rows: 3 } },
      });
      expect(await delivery.dag("dev", "spark_runner", "too-many", { select: "broken" })).toBe("failed");
      expect(await delivery.result("dev", "too-many")).toMatchObject({
        state: "failed",
        reason: { code: "RNR-030", what: expect.stringContaining("are too many") },
      });
    }, 1_800_000);

    it("a run that is cancelled while Spark works: no pod stays", async () => {
      await delivery.trigger("dev", "spark_runner", "waits", { select: "slow" });
      const works = async () => (await inWarehouse("select to_regclass('flights.spark_works')")) !== "";
      await until("Spark's work", works, { timeoutMs: 600_000, everyMs: 500 });
      await delivery.cancel("dev", "spark_runner", "waits");
      const gone = async () => (await delivery.runners("dev")) === "";
      await until("the end of its pod", gone, { timeoutMs: 120_000, everyMs: 500 });
    }, 1_200_000);

    it("what a task costs", async () => {
      expect(await delivery.dag("dev", "many_tasks", "many")).toBe("success");
      const figures = await delivery.costs("dev", "many");
      console.log(figures);
      expect(figures).toMatch(/^20 tasks: /);
    }, 1_800_000);

    it("a pod that is killed in the middle of a load: Airflow tries again, and no row is there twice or half", async () => {
      await delivery.trigger("dev", "slow_load", "killed");
      const open = `select count(*) from pg_stat_activity where usename = 'svc-flights' and state = 'idle in transaction'`;
      const loading = async () => (await inWarehouse(open)) === "1";
      await until("an open load", loading, { timeoutMs: 600_000, everyMs: 500 });
      const count = "select count(*) from flights.purchase where purchase_id >= 1000";
      expect(await inWarehouse(count)).toBe("0");
      const [pod] = await delivery.pods("dev", "killed");
      const at = ["--namespace", "flights-dev", "delete", "pod", pod?.metadata.name ?? "", "--force"];
      await cluster.kubectl([...at, "--grace-period=0"]);
      expect(await delivery.ended("dev", "killed")).toBe("success");
      expect(await inWarehouse(count)).toBe("500");
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
      const before = await git("rev-parse", "HEAD");
      const bad = { ...first, scan: { ...first.scan, found: 1 }, tests: { passed: 3, failed: 1 } };
      writeFileSync(join(folder, "bad.json"), JSON.stringify(bad));
      const done = await delivery.adp("promote", "int", "--record", join(folder, "bad.json"));
      expect(done.code).not.toBe(0);
      expect(done.stderr).toContain("ADP-L3-008");
      expect(done.stderr).toContain("the leak scan found 1 credentials");
      expect(done.stderr).toContain("1 of the datakit's tests failed");
      expect(await git("rev-parse", "HEAD")).toBe(before);
      expect(await git("status", "--porcelain")).toBe("");
    });

    it("a roll-back over a change of tables: refused by the deploy until the warehouse is restored, then the old digest runs", async () => {
      const backup = join(folder, "backup.sql");
      await warehouse.dump("warehouse_dev", "flights", backup);
      const field = "    purchased_on: date\n";
      const models = "dags/flights/models.py";
      await datakit.change(models, field, `${field}    note: str | None = None\n`);
      const second = await datakit.push();
      expect(await promote("dev", "--record", datakit.record)).toContain(
        "flights.models is deployed before the new version starts",
      );
      await delivery.deliver("dev");
      await green("dev", "second", second);
      const column = `select count(*) from information_schema.columns where table_schema = 'flights' and table_name = 'purchase' and column_name = 'note'`;
      expect(await inWarehouse(column)).toBe("1");

      await git("revert", "--no-edit", "HEAD");
      const verified = await delivery.adp("verify", "dev");
      expect(verified.code, verified.stdout + verified.stderr).toBe(0);
      expect(verified.stdout).toContain("restore the backup of the warehouse");
      await expect(delivery.deliver("dev")).rejects.toThrow(/deploy cannot settle: .*note/);
      expect(await status("dev")).toBe("behind");

      await warehouse.restore("warehouse_dev", "flights", backup);
      await delivery.deliver("dev");
      await green("dev", "rolled-back", first);
      expect(await inWarehouse(column)).toBe("0");
      expect(await status("dev")).toBe("as released");
    }, 3_600_000);

    it("a roll-back over a newer Airflow is refused before anything is delivered, with what to restore", async () => {
      const newer = { ...first, airflow: "3.3.99" };
      writeFileSync(join(folder, "newer.json"), JSON.stringify(newer));
      const before = await git("rev-parse", "HEAD");
      const said = await promote("dev", "--record", join(folder, "newer.json"));
      expect(said).toContain("Airflow goes from 3.3.2 to 3.3.99 and migrates its database");
      await git("revert", "--no-edit", "HEAD");
      const refused = await delivery.adp("verify", "dev");
      expect(refused.code).toBe(1);
      expect(refused.stdout).toMatch(/ADP-L3-111 .*restore the backup of the metadata database of dev/);
      expect((await delivery.adp("verify", "dev", "--restored")).code).toBe(0);
      await git("reset", "--quiet", "--hard", before.trim());
    });

    it("int: the same digest in its own namespace", async () => {
      // One environment at a time: two cores hold no more.
      await cluster.kubectl(["--namespace", "flights-dev", "scale", "deploy", "--all", "--replicas=0"]);
      await promote("int", "--from", "dev");
      await delivery.deliver("int");
      await green("int", "in-int", first);
      expect(await warehouse.sql("warehouse_int", "select count(*) from flights.purchase")).toBe("3");
      expect(await status("int")).toBe("as released");
    }, 2_400_000);
  },
);
