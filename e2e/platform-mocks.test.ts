// The Kerberos path without a company, as docs/kerberos.md types it: a domain controller and a database of one's own, a ticket, and
// a datakit's DAG that logs in to the database by it; then the same database as an organisation's own (WAREHOUSE). The Runtime is a
// stand-in of Airflow 2.9, or of the line that ADP_E2E_MOCKS_LINE names; Samba and PostgreSQL are real.
// @suite ci, 200 s
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle, root } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { mocksImage, type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { shellBlocks } from "./world/documents.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { type Argv, NetworkNamespace, skipReason } from "./world/lib/index.ts";
import { buildRuntimes, type Line, lines, runtimeName } from "./world/runtime/runtime.ts";

const skip = skipReason("client") ?? noEngine() ?? noPrivateEngine();
const name = "adp-e2e-mocks";
const line = lines.find((one) => one === (process.env.ADP_E2E_MOCKS_LINE ?? "2.9")) as Line;

/** As an organisation would write it for its domain. */
const ownKrb5Conf = `[libdefaults]
  default_realm = MOCK.EXAMPLE
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  udp_preference_limit = 1
[realms]
  MOCK.EXAMPLE = {
    kdc = dc.mock.example:88
  }
`;

describe.skipIf(skip !== undefined)(`Kerberos without a company${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let layer1: Layer1World;
  const within = (argv: Argv) => namespace.within(argv);
  const etc = () => statSync("/etc/krb5.conf", { throwIfNoEntry: false })?.mtimeMs;
  const before = etc();

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("mocks");
    images = await platformImages();
    const mocks = await mocksImage(images);
    layer1 = await Layer1World.create(name);
    await buildRuntimes(layer1.engine, [line]);
    // With a krb5.conf that knows nothing of the mock domain, and with one that an organisation would have given it.
    for (const realm of ["other", "own"]) {
      if (realm === "own") layer1.write("clone/layer1-base-image/config/krb5.conf", ownKrb5Conf);
      await layer1.built("", { IMAGE_ASTRONOMER: runtimeName(line) });
      layer1.engine.docker("tag", `${name}:latest`, `${name}-${realm}:latest`);
    }
    const loaded = [images.sharer, images.postgres, mocks, `${name}-other:latest`, `${name}-own:latest`];
    engine = await PrivateEngine.start({ images: loaded, within, bridge: true });
    engine.docker("tag", `${name}-other:latest`, "layer1-airflow:latest");
    const env = { IMAGE_POSTGRES: images.postgres, IMAGE_MOCKS: mocks, XDG_STATE_HOME: "" };
    platform = new Platform({ engine, images, within, env });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    layer1?.close();
    await namespace?.remove();
  });

  const state = (file: string) => join(platform.home, ".local/state/airflow-data-platform", file);
  const mock = (service: string) => `platform-mocks-${service}-1`;
  const asSuperuser = (sql: string) =>
    engine.docker(
      "exec",
      mock("postgres"),
      "psql",
      "-qXAt",
      "-h",
      "/tmp",
      "-U",
      "postgres",
      "warehouse",
      "-c",
      sql,
    );
  const shell = (words: string) => platform.run(["bash", "-c", `. '${state("mocks/env")}' && ${words}`]);

  test("the lines of docs/kerberos.md: a DAG of a datakit writes to a database that takes tickets alone", async () => {
    const blocks = shellBlocks(root, "docs/kerberos.md");
    const own = blocks.find(({ runBy }) => runBy === "platform-mocks")?.commands ?? "";
    expect(own.trim().split("\n")).toHaveLength(9);
    const commands = own.replace(/^adp datakit new .*/m, `$& --airflow ${line.slice(0, 1)}`);
    // The clone of this test has no template.
    const adp = join(platform.home, "adp");
    const its = join(platform.clone, "packages/adp/dist/adp.mjs");
    const program = `#!/bin/sh\n[ "$1" = datakit ] && exec node '${bundle}' "$@"\nexec node '${its}' "$@"\n`;
    writeFileSync(adp, program, { mode: 0o755 });
    const path = { PATH: [platform.home, platform.env.PATH ?? process.env.PATH].join(":") };
    const done = await platform.run(
      ["bash", "-c", `set -e; cd '${platform.clone}'\n${commands}`],
      path,
      700_000,
    );
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stdout).toMatch(/The ticket of alice@MOCK\.EXAMPLE is shared until/);
    expect(done.stdout).toMatch(/ticketed_example: success/);
    expect(done.stderr).toContain("NOT FOR PRODUCTION");
    expect(asSuperuser("select tableowner from pg_tables where tablename = 'customer'")).toBe("alice");
    expect(asSuperuser("select count(*) from ticketed.customer")).toBe("3");
  });

  test("a person on this machine logs in by the ticket, and not without it; their own settings are untouched", async () => {
    const port = engine.docker("port", mock("postgres"), "5432/tcp").split(":").at(-1);
    const ask = "select gss_authenticated, principal from pg_stat_gssapi where pid = pg_backend_pid()";
    const login = `psql -wqXAt -h localhost -p ${port} -U alice warehouse -c "${ask}"`;
    expect((await shell(login)).stdout).toBe("t|alice@MOCK.EXAMPLE\n");
    const without = await shell(`KRB5CCNAME=FILE:/nowhere ${login}`);
    expect([without.code, without.stderr]).toEqual([
      2,
      expect.stringContaining("No Kerberos credentials available"),
    ]);
    const wrong = await shell(`KRB5CCNAME=FILE:/tmp/adp-none kinit alice <<<wrong`);
    expect(wrong.code).toBe(1);
    expect(etc()).toBe(before);
  });

  test("nothing listens beyond this machine, and the password is in a file of this user alone", () => {
    const password = readFileSync(state("mocks/password"), "utf8").trim();
    expect(password).toMatch(/^Mock-1[0-9a-f]{36}$/);
    expect(statSync(state("mocks/password")).mode & 0o777).toBe(0o600);
    const services = ["domain-controller", "postgres"].map(mock);
    const facts = JSON.parse(engine.docker("inspect", ...services)) as {
      NetworkSettings: {
        Ports: Record<string, { HostIp: string }[] | null>;
        Networks: Record<string, unknown>;
      };
      HostConfig: { CapDrop: string[]; Privileged: boolean };
    }[];
    for (const { NetworkSettings, HostConfig } of facts) {
      const bound = Object.values(NetworkSettings.Ports).flatMap((ports) => ports ?? []);
      expect(bound.map(({ HostIp }) => HostIp)).toEqual(["127.0.0.1"]);
      expect(Object.keys(NetworkSettings.Networks)).toEqual(["airflow-data-platform"]);
      expect(HostConfig).toMatchObject({ CapDrop: ["ALL"], Privileged: false });
    }
    const shown = [JSON.stringify(facts), ...services.map((service) => engine.docker("logs", service))].join(
      "",
    );
    expect(shown).not.toContain(password);
  });

  test("WAREHOUSE names an organisation's own database: a DAG logs in to it by the shared ticket, and Layer 1's own krb5.conf", async () => {
    const setting = join(platform.clone, "platform-bootstrap", ".env");
    const uri = "postgres://alice@postgres.mock.example:5432/warehouse";
    writeFileSync(setting, `WAREHOUSE=${uri}\n`);
    engine.docker("tag", `${name}-own:latest`, "layer1-airflow:latest");
    const guide = shellBlocks(root, "docs/getting-started-simple.md");
    const [morning, kit] = guide.filter(({ runBy }) => runBy === "platform-mocks");
    const commands = `${morning?.commands}${kit?.commands}`.replace(
      /^adp datakit new .*/m,
      `$& --airflow ${line.slice(0, 1)}`,
    );
    const typed = await shell(
      `export PATH='${platform.home}':"$PATH" && cd ~/ticketed-datakit && adp dev stop && cd '${platform.clone}' && set -e\n${commands}`,
    );
    expect([typed.code, typed.stdout], typed.stderr).toEqual([
      0,
      expect.stringMatching(/orders_example: success/),
    ]);
    expect(typed.stdout).toContain(`warehouse  ${uri}`);
    // No krb5.conf of the mocks: the image's own knows the realm.
    expect(readFileSync(state("warehouse/airflow.env"), "utf8")).toBe(
      `AIRFLOW_CONN_WAREHOUSE=\${AIRFLOW_CONN_WAREHOUSE:-${uri}}\n`,
    );
    expect(
      asSuperuser("select tableowner from pg_tables where schemaname = 'orders' and tablename = 'customer'"),
    ).toBe("alice");
    expect(asSuperuser("select count(*) from orders.customer")).toBe("3");
    rmSync(setting);
  });

  test("a start without MOCKS keeps them; a stop removes them, and the datakits' warehouse is none of theirs", async () => {
    const again = await shell("make --silent platform-start");
    expect(again.code, again.stderr).toBe(0);
    expect(asSuperuser("select count(*) from ticketed.customer")).toBe("3");
    const stopped = await platform.make("platform-stop");
    expect(stopped.stdout).toContain("The mock domain and its database are removed.");
    expect(engine.docker("ps", "--all", "--format", "{{.Names}}")).not.toContain("platform-mocks");
    expect(engine.docker("volume", "ls", "--format", "{{.Name}}")).not.toContain("platform_mock");
    expect(readFileSync(state("warehouse/airflow.env"), "utf8")).toBe("AIRFLOW_CONN_WAREHOUSE\n");
  });
});
