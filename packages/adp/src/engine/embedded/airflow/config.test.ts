import { expect, test } from "vitest";
import { Secret } from "../../../kernel/secret.ts";
import { airflowLines } from "../lines.ts";
import { airflowCfg } from "./config.ts";
import { services } from "./services.ts";

const config = (line: (typeof airflowLines)[number]) =>
  airflowCfg({
    line,
    home: "/run/100%/airflow",
    dagsFolder: "/run/100%/airflow/dags",
    port: 8080,
    metadata: { port: 5433, role: "airflow", password: new Secret("p-w_1") },
    key: new Secret("k".repeat(32)),
  });

test.each(airflowLines)(
  "%s: a percent sign is doubled for Airflow's reader, and the listener is local",
  (line) => {
    const text = config(line);
    expect(text).toContain("base_log_folder = /run/100%%/airflow/logs");
    expect(text).toMatch(/host = 127\.0\.0\.1/);
    expect(text).toContain("sql_alchemy_conn = postgresql+psycopg2://airflow:p-w_1@127.0.0.1:5433/airflow");
    expect(/fernet_key = ([\w-]{43}=)\n/.exec(text)).not.toBeNull();
  },
);

test("each generation has its own web server, and no log server listens on every address", () => {
  expect(services("3.3").map((service) => service.args[0])).toEqual([
    "api-server",
    "scheduler",
    "dag-processor",
    "triggerer",
  ]);
  expect(services("2.9").map((service) => service.args[0])).toEqual([
    "webserver",
    "scheduler",
    "dag-processor",
    "triggerer",
  ]);
  for (const name of ["scheduler", "triggerer"]) {
    expect(services("3.3").find((service) => service.name === name)?.args).toContain("--skip-serve-logs");
  }
});
