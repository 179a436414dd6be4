import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ownerLabel, readCreation } from "./creation.ts";
import { Refusal } from "./refusal.ts";
import { declared, request, task } from "./testing/example.ts";

const made = (asked: unknown) => readCreation(JSON.stringify(asked), declared);
const withHost = (more: Record<string, unknown>) => ({
  ...request(),
  HostConfig: { ...request().HostConfig, ...more },
});

test("docker-py's request becomes a container of this datakit, without capabilities, at the host's own path", () => {
  expect(made(request())).toEqual({
    Image: "dbt-runner:latest",
    Cmd: ["dbt", "build"],
    Env: ["ADP_RUNNER_GRACE=2.5"],
    Labels: { [task]: "dag/run/build/-1", [ownerLabel]: "flights" },
    HostConfig: {
      NetworkMode: "airflow-data-platform",
      Mounts: [
        {
          Type: "bind",
          Source: "/home/ada/flights/dbt",
          Target: "/project",
          ReadOnly: true,
          BindOptions: { NonRecursive: true, CreateMountpoint: false },
        },
      ],
      CpuShares: 1024,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      PidsLimit: 4096,
    },
  });
});

test("amounts, a folder to work in and a declared network pass", () => {
  const asked = withHost({ Memory: 2_000_000_000, ShmSize: 64, NetworkMode: "second" });
  expect(made({ ...asked, WorkingDir: "/project/shop" })).toMatchObject({
    WorkingDir: "/project/shop",
    HostConfig: { Memory: 2_000_000_000, ShmSize: 64, NetworkMode: "second" },
  });
});

describe("mounts", () => {
  const mount = (more: Record<string, unknown>) => {
    const asked = { Target: "/x", Type: "volume", ReadOnly: true, ...more };
    return () => made(withHost({ Mounts: [asked] })).HostConfig.Mounts[0];
  };

  test("the ticket and what is declared, at most as writable", () => {
    const ticket = { Source: "platform_kerberos_cache", VolumeOptions: { NoCopy: true } };
    expect(mount(ticket)()).toMatchObject({ Source: "platform_kerberos_cache", ReadOnly: true });
    expect(mount({ Source: "platform_warehouse_login" })()).toMatchObject({
      VolumeOptions: { NoCopy: true },
    });
    const out = { Type: "bind", Source: "/usr/local/airflow/out" };
    expect(mount({ ...out, ReadOnly: false })()).toMatchObject({
      Source: "/home/ada/flights/out",
      ReadOnly: false,
    });
    // A volume is asked for by its path as well, and stays a volume.
    expect(mount({ Type: "bind", Source: "/run/platform/warehouse" })()).toMatchObject({
      Type: "volume",
      Source: "platform_warehouse_login",
    });
  });

  test.each([
    [{ Source: "platform_kerberos_cache", ReadOnly: false }, /^RNR-204 .*read-only/],
    [{ Source: "platform_warehouse_login", ReadOnly: "true" }, /^RNR-204 .*read-only/],
    [{ Source: "platform_warehouse_data" }, /^RNR-204 .*not declared/],
    [{ Source: null }, /^RNR-204/],
    [{ Type: "bind", Source: "/" }, /^RNR-204/],
    [{ Type: "bind", Source: "/var/run/docker.sock" }, /^RNR-204/],
    [{ Type: "bind", Source: "/home/ada/flights/dbt" }, /^RNR-204/],
    [{ Type: "bind", Source: "/usr/local/airflow/dbt/" }, /^RNR-204/],
    [{ Type: "bind", Source: "/usr/local/airflow/dbt/.." }, /^RNR-204/],
    [{ Type: "bind", Source: "/usr/local/airflow/dbt/models" }, /^RNR-204/],
    [{ Type: "bind", Source: "/usr/local/airflow/dbt", ReadOnly: false }, /^RNR-204/],
    [{ Type: "tmpfs", Source: "" }, /^RNR-204/],
    [{ Type: "npipe", Source: "platform_warehouse_login" }, /^RNR-204/],
    [
      { Source: "platform_warehouse_login", BindOptions: { Propagation: "shared" } },
      /^RNR-206 .*BindOptions/,
    ],
    [{ Source: "platform_warehouse_login", VolumeOptions: { Subpath: "../.." } }, /^RNR-206 .*Subpath/],
    [
      {
        Source: "platform_warehouse_login",
        VolumeOptions: { DriverConfig: { Name: "local", Options: { device: "/" } } },
      },
      /^RNR-206 .*DriverConfig/,
    ],
    [{ Source: "platform_warehouse_login", Target: "/a/../b" }, /^RNR-208/],
    [{ Source: "platform_warehouse_login", Target: "relative" }, /^RNR-208/],
    [{ Source: "platform_warehouse_login", Target: "/" }, /^RNR-208/],
  ])("%j is refused", (more, said) => {
    expect(mount(more)).toThrow(said);
  });
});

/** What makes a container more than a runner is. Each is refused by its name, in any spelling. */
const powers: Readonly<Record<string, unknown>> = {
  Privileged: true,
  CapAdd: ["SYS_ADMIN"],
  Devices: [{ PathOnHost: "/dev/sda", PathInContainer: "/dev/sda" }],
  DeviceRequests: [{ Count: -1 }],
  DeviceCgroupRules: ["a *:* rwm"],
  PidMode: "host",
  IpcMode: "host",
  UTSMode: "host",
  UsernsMode: "host",
  CgroupnsMode: "host",
  Cgroup: "x",
  CgroupParent: "/",
  SecurityOpt: ["seccomp=unconfined"],
  Binds: ["/:/host"],
  VolumesFrom: ["platform-warehouse-warehouse-1"],
  Links: ["platform-warehouse-warehouse-1:db"],
  PortBindings: { "80/tcp": [{ HostPort: "80" }] },
  PublishAllPorts: true,
  ExtraHosts: ["platform-warehouse:10.0.0.1"],
  Dns: ["10.0.0.1"],
  Sysctls: { "net.ipv4.ip_forward": "1" },
  Runtime: "other",
  GroupAdd: ["docker"],
  Tmpfs: { "/tmp": "exec" },
  Ulimits: [{ Name: "nofile", Hard: 9 }],
  LogConfig: { Type: "syslog", Config: {} },
  RestartPolicy: { Name: "always" },
  AutoRemove: true,
  MaskedPaths: [""],
  ReadonlyPaths: [""],
  StorageOpt: { size: "1G" },
  OomScoreAdj: -1000,
  ContainerIDFile: "/etc/cron.d/x",
  Init: true,
};
const wishes: Readonly<Record<string, unknown>> = {
  User: "0",
  Entrypoint: ["/bin/sh"],
  Hostname: "platform-warehouse",
  Domainname: "x",
  Volumes: { "/x": {} },
  ExposedPorts: { "80/tcp": {} },
  NetworkingConfig: { EndpointsConfig: { other: { Aliases: ["platform-warehouse"] } } },
  MacAddress: "02:42:00:00:00:01",
  OpenStdin: true,
  Tty: true,
  Healthcheck: { Test: ["CMD-SHELL", "x"] },
  StopSignal: "SIGKILL",
  OnBuild: ["RUN x"],
  Shell: ["x"],
};
const spellings = (name: string) => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());

describe("refused", () => {
  test.each(Object.entries(powers))("HostConfig.%s", (name, value) => {
    expect(() => made(withHost({ [name]: value }))).toThrow(
      `RNR-206 A runner's container does not get "${name}"`,
    );
  });

  test.each(Object.entries(wishes))("%s", (name, value) => {
    expect(() => made({ ...request(), [name]: value })).toThrow(`does not get "${name}"`);
  });

  test.each(["host", "none", "bridge2", "container:abc", "ns:/proc/1/ns/net", ["second"]])(
    "the network %j",
    (name) => {
      expect(() => made(withHost({ NetworkMode: name }))).toThrow(
        /^RNR-205 .*not declared\. Leave network_mode out/,
      );
    },
  );

  test.each([
    "dbt-runner",
    "dbt-runner:latest ",
    "evil:latest",
    `dbt-runner@sha256:${"0".repeat(64)}`,
    null,
    ["dbt-runner:latest"],
  ])("the image %j", (name) => {
    expect(() => made({ ...request(), Image: name })).toThrow(/^RNR-202 .*ENGINE_PROXY_IMAGES/);
  });

  test.each([
    { "com.docker.compose.project": "other" },
    { [ownerLabel]: "other" },
    { "io.airflow-data-platform.clone": "x" },
    {},
  ])("the labels %j", (labels) => {
    const more = Object.keys(labels).length > 0 ? { [task]: "a", ...labels } : {};
    expect(() => made({ ...request(), Labels: more })).toThrow(/^RNR-206/);
  });

  test("a body that is no object of JSON, and values of another kind", () => {
    for (const body of ["", "null", "[]", "{", '"x"', "1", "{}{}"])
      expect(() => readCreation(body, declared), body).toThrow(Refusal);
    for (const wrong of [
      { Cmd: "dbt build" },
      { Cmd: [1] },
      { Env: { A: "b" } },
      { HostConfig: [] },
      { WorkingDir: "a" },
    ])
      expect(() => made({ ...request(), ...wrong }), JSON.stringify(wrong)).toThrow(/^RNR-208/);
    for (const wrong of [-1, 0.5, "1g", 2 ** 60])
      expect(() => made(withHost({ Memory: wrong }))).toThrow(/^RNR-208/);
    expect(() => made(withHost({ Mounts: { length: 1, 0: {} } }))).toThrow(/^RNR-208/);
  });

  test("a second key of the same name counts as the engine would never see it: the container is made from what was judged", () => {
    const body = JSON.stringify(request());
    const before = `{"HostConfig":{"Privileged":true},${body.slice(1)}`;
    expect(readCreation(before, declared).HostConfig).not.toHaveProperty("Privileged");
    const after = `${body.slice(0, -1)},"HostConfig":{"Privileged":true}}`;
    expect(() => readCreation(after, declared)).toThrow(/^RNR-206/);
    const inherited = body.replace('"HostConfig":{', '"HostConfig":{"__proto__":{"Privileged":true},');
    expect(() => readCreation(inherited, declared)).toThrow(/^RNR-206 .*__proto__/);
  });
});

const known = {
  top: ["Image", "Cmd", "Env", "WorkingDir", "Labels", "HostConfig"],
  host: [
    "NetworkMode",
    "Mounts",
    "Memory",
    "ShmSize",
    "CpuShares",
    "NanoCpus",
    "CapDrop",
    "SecurityOpt",
    "PidsLimit",
  ],
};

/** Whatever was asked for: refused, or a container that is no more than a runner's. */
function judge(body: string): void {
  let creation: ReturnType<typeof readCreation>;
  try {
    creation = readCreation(body, declared);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return;
  }
  expect(known.top).toEqual(expect.arrayContaining(Object.keys(creation)));
  expect(known.host).toEqual(expect.arrayContaining(Object.keys(creation.HostConfig)));
  expect(declared.images).toContain(creation.Image);
  expect(declared.networks).toContain(creation.HostConfig.NetworkMode);
  expect(creation.HostConfig).toMatchObject({ CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges:true"] });
  expect(Object.keys(creation.Labels).sort()).toEqual([ownerLabel, task].sort());
  expect(creation.Labels[ownerLabel]).toBe("flights");
  for (const { Type, Source, ReadOnly } of creation.HostConfig.Mounts) {
    const of = declared.mounts.find((one) => one.type === Type && one.source === Source);
    expect(of !== undefined || Source === "platform_kerberos_cache").toBe(true);
    expect(ReadOnly || of?.writable).toBe(true);
  }
}

test("any JSON", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (body) => judge(body)),
    { numRuns: 1000 },
  );
});

test("docker-py's request with anything more, in any spelling and at any place", () => {
  const value = fc.oneof(fc.constantFrom(...Object.values(powers), ...Object.values(wishes)), fc.jsonValue());
  const field = fc.constantFrom(
    ...Object.keys(powers),
    ...Object.keys(wishes),
    ...known.top,
    ...known.host,
    "__proto__",
  );
  const extra = fc.dictionary(field.chain(spellings), value, { maxKeys: 3 });
  const mount = fc.record(
    {
      Type: fc.constantFrom("bind", "volume", "tmpfs", "image"),
      Source: fc.constantFrom(
        ...declared.mounts.flatMap(({ source, path }) => [source, path]),
        "/",
        "platform_kerberos_cache",
      ),
      Target: fc.constantFrom("/x", "/x/..", "//x", ""),
      ReadOnly: fc.constantFrom(true, false, 1, "true"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(extra, extra, fc.array(mount, { maxLength: 3 }), (top, host, mounts) => {
      const Mounts = [...(request().HostConfig.Mounts as unknown[]), ...mounts];
      judge(
        JSON.stringify({ ...request(), HostConfig: { ...request().HostConfig, Mounts, ...host }, ...top }),
      );
    }),
    { numRuns: 2000 },
  );
});
