import { expect, test } from "vitest";
import { readDeclared, readSettings } from "./declared.ts";

const env = {
  ENGINE_PROXY_IMAGES: "dbt-runner:latest spark-runner:latest",
  ENGINE_PROXY_NETWORKS: "airflow-data-platform",
};
const settings = readSettings(env);
const labels = { "com.docker.compose.project": "flights" };
const bind = (Source: string, Destination: string, RW = false) => ({ Type: "bind", Source, Destination, RW });
const socket = bind("/run/docker.sock", "/var/run/docker.sock", true);
const volume = (Name: string, Destination: string, RW = false) => ({
  ...{ Type: "volume", Source: `/var/lib/docker/volumes/${Name}/_data`, Name, Destination, RW },
});
const read = (...Mounts: ReturnType<typeof bind>[]) =>
  readDeclared(settings, {
    Mounts: [socket, volume("x_engine_proxy", "/run/engine-proxy", true), ...Mounts],
    Config: { Labels: labels },
  });

test("the mounts of its own container are declared, but the engine's socket and its own", () => {
  const found = read(
    bind("/home/ada/dbt", "/usr/local/airflow/dbt"),
    volume("artifacts", "/artifacts", true),
  );
  expect(found).toEqual({
    images: ["dbt-runner:latest", "spark-runner:latest"],
    networks: ["airflow-data-platform"],
    mounts: [
      { type: "bind", source: "/home/ada/dbt", path: "/usr/local/airflow/dbt", writable: false },
      { type: "volume", source: "artifacts", path: "/artifacts", writable: true },
    ],
    owner: "flights",
  });
});

test.each(["/", "/run", "/var/run", "/run/docker.sock"])("%s leads to the engine's socket", (folder) => {
  expect(() => read(bind(folder, "/x"))).toThrow(/^RNR-210 .*holds the engine's socket/);
});

test("a folder inside of a writable one could become a link to anywhere", () => {
  expect(() => read(bind("/home/ada/out", "/out", true), bind("/home/ada/out/sub", "/sub"))).toThrow(
    /^RNR-210 .*a symbolic link could take its place/,
  );
  expect(read(bind("/home/ada/out", "/out", true), bind("/home/ada/out2", "/sub")).mounts).toHaveLength(2);
});

test("settings that are missing or too wide, and a container that Compose did not start", () => {
  expect(() => readSettings({ ...env, ENGINE_PROXY_IMAGES: " " })).toThrow(/^RNR-210 .*names no image/);
  expect(() => readSettings({ ...env, ENGINE_PROXY_NETWORKS: "" })).toThrow(/^RNR-210 .*names no network/);
  for (const name of ["host", "container:abc", "default"])
    expect(() => readSettings({ ...env, ENGINE_PROXY_NETWORKS: name })).toThrow(/^RNR-210/);
  expect(() => readDeclared(settings, {})).toThrow(/^RNR-210 .*not started by Compose/);
});
