import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { Secret } from "../../kernel/secret.ts";
import { readAirflowSettings } from "./airflow-settings.ts";
import { airflowEnvironment } from "./environment.ts";
import { airflowLines } from "./lines.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function environment(line: string, datakits: readonly string[] = []): Record<string, string> {
  const password = new Secret("p-w_1");
  return airflowEnvironment({
    settings: {
      line,
      postgresPort: 5433,
      webPort: 8080,
      passwords: { postgres: password, airflow: password, warehouse: password, admin: password },
      key: new Secret("k".repeat(32)),
    },
    airflowHome: "/run/airflow",
    venvBin: "/venv/bin",
    datakits,
    packages: undefined,
  });
}

test("a list of the shell's variables reaches Airflow, and nothing else of it", () => {
  const shell = {
    ...{ AIRFLOW__CORE__FERNET_KEY: "x", PYTHONPATH: "/x", PGHOST: "x" },
    ...{ GUNICORN_CMD_ARGS: "--bind=0.0.0.0:80", UV_INDEX_CORP_PASSWORD: "secret" },
    ...{ AWS_SECRET_ACCESS_KEY: "secret", MINE: "x" },
    ...{ AIRFLOW_CONN_CRM: "postgres://crm", AIRFLOW_VAR_SIZE: "3", KRB5CCNAME: "FILE:/k", HTTPS_PROXY: "p" },
  };
  for (const [name, value] of Object.entries(shell)) vi.stubEnv(name, value);
  const found = environment("3.3");
  for (const name of ["AIRFLOW__CORE__FERNET_KEY", "PGHOST", "GUNICORN_CMD_ARGS", "MINE"])
    expect(found).not.toHaveProperty(name);
  expect(JSON.stringify(found)).not.toContain("secret");
  expect(found).toMatchObject({
    ...{ AIRFLOW_CONN_CRM: "postgres://crm", AIRFLOW_VAR_SIZE: "3", KRB5CCNAME: "FILE:/k", HTTPS_PROXY: "p" },
  });
});

test("a datakit's airflow_settings.yaml gives connections and variables; .env and the shell go before it", () => {
  const kit = mkdtempSync(join(tmpdir(), "adp-settings-"));
  try {
    writeFileSync(
      join(kit, "airflow_settings.yaml"),
      `airflow:
  connections:
    - {conn_id: crm, conn_type: postgres, conn_host: h, conn_login: me, conn_password: "p@ss", conn_port: "5432", conn_extra: {sslmode: require}}
    - {conn_id: lake, conn_uri: "aws://"}
    - {conn_id:, conn_type:}
  pools:
    - {pool_name: small, pool_slot: 2, pool_description: few}
  variables:
    - {variable_name: size, variable_value: 1}
    - {variable_name: shape, variable_value: round}
`,
    );
    writeFileSync(join(kit, ".env"), "AIRFLOW_VAR_SIZE=2\n");
    vi.stubEnv("AIRFLOW_VAR_SHAPE", "square");
    const found = environment("3.3", [kit]);
    expect(JSON.parse(found.AIRFLOW_CONN_CRM ?? "")).toEqual({
      ...{ conn_type: "postgres", host: "h", login: "me", password: "p@ss", port: 5432 },
      extra: { sslmode: "require" },
    });
    expect(found).toMatchObject({
      AIRFLOW_CONN_LAKE: "aws://",
      AIRFLOW_VAR_SIZE: "2",
      AIRFLOW_VAR_SHAPE: "square",
    });
    expect(readAirflowSettings(kit).pools).toEqual([{ name: "small", slots: 2, description: "few" }]);
    const { connections, variables } = readAirflowSettings(kit).imports;
    expect(Object.values(connections)).toEqual([
      {
        conn_type: "postgres",
        host: "h",
        login: "me",
        password: "p@ss",
        port: 5432,
        extra_dejson: { sslmode: "require" },
      },
      "aws://",
    ]);
    expect(variables).toEqual({ size: "1", shape: "round" });
    writeFileSync(join(kit, "airflow_settings.yaml"), "airflow: {password: 'hunter2");
    expect(() => readAirflowSettings(kit)).toThrow(
      expect.objectContaining({ code: "ADP-RUN-011", why: expect.not.stringContaining("hunter2") }),
    );
    writeFileSync(
      join(kit, "airflow_settings.yaml"),
      "airflow: {pools: [{pool_name: p, pool_slot: hunter2}]}",
    );
    expect(() => readAirflowSettings(kit)).toThrow(
      expect.objectContaining({
        code: "ADP-RUN-011",
        why: expect.stringContaining("airflow.pools.0.pool_slot"),
      }),
    );
  } finally {
    rmSync(kit, { recursive: true, force: true });
  }
});

test("a datakit's root is importable; its dags/ is not on PYTHONPATH, where it would hide the standard library", () => {
  const found = environment("3.3", ["/kit"]);
  expect(found.PYTHONPATH?.split(":")).toContain("/kit");
  expect(found.PYTHONPATH).not.toContain("/kit/dags");
  expect(found.ADP_DAGS_PATH).toBe("/kit/dags");
});

test("the warehouse's connection is there on every line, and a proxy is not asked for this machine", () => {
  vi.stubEnv("no_proxy", "corp.example");
  for (const line of airflowLines()) {
    const found = environment(line);
    expect(found.AIRFLOW_CONN_WAREHOUSE).toBe(
      "postgresql://warehouse:p-w_1@127.0.0.1:5433/warehouse?require_auth=scram-sha-256",
    );
    if (process.platform === "linux") expect(found.no_proxy).toBe("corp.example,127.0.0.1,localhost");
  }
});

test("gunicorn of 2.11 makes no socket in the home folder; that of 2.9 has no such option", () => {
  expect(environment("2.11").GUNICORN_CMD_ARGS).toBe("--no-control-socket");
  expect(environment("2.9")).not.toHaveProperty("GUNICORN_CMD_ARGS");
});
