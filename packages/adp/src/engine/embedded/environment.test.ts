import { afterEach, expect, test } from "vitest";
import { Secret } from "../../kernel/secret.ts";
import { airflowEnvironment } from "./environment.ts";
import { type AirflowLine, airflowLines } from "./lines.ts";

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function environment(line: AirflowLine): Record<string, string> {
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
    datakits: [],
    packages: undefined,
  });
}

test("what would lead Airflow or Python elsewhere is left out of the user's own variables", () => {
  Object.assign(process.env, { AIRFLOW__CORE__FERNET_KEY: "x", PYTHONPATH: "/x", PGHOST: "x", MINE: "kept" });
  process.env.GUNICORN_CMD_ARGS = "--bind=0.0.0.0:80";
  const found = environment("3.3");
  expect(found.MINE).toBe("kept");
  expect(found.PYTHONPATH).toBe("");
  for (const name of ["AIRFLOW__CORE__FERNET_KEY", "PGHOST", "GUNICORN_CMD_ARGS"])
    expect(found).not.toHaveProperty(name);
});

test("the warehouse's connection is there on every line, and a proxy is not asked for this machine", () => {
  process.env.no_proxy = "corp.example";
  for (const line of airflowLines) {
    const found = environment(line);
    expect(found.AIRFLOW_CONN_WAREHOUSE).toBe("postgresql://warehouse:p-w_1@127.0.0.1:5433/warehouse");
    if (process.platform === "linux") expect(found.no_proxy).toBe("corp.example,127.0.0.1,localhost");
  }
});

test("gunicorn of 2.11 makes no socket in the home folder; that of 2.9 has no such option", () => {
  expect(environment("2.11").GUNICORN_CMD_ARGS).toBe("--no-control-socket");
  expect(environment("2.9")).not.toHaveProperty("GUNICORN_CMD_ARGS");
});
