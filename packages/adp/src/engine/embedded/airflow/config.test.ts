import { expect, test } from "vitest";
import { Secret } from "../../../kernel/secret.ts";
import { airflowLines } from "../lines.ts";
import { airflowCfg } from "./config.ts";
import { services } from "./services.ts";

const config = (line: string, more: { port?: number; admin?: Secret } = {}) =>
  airflowCfg({
    line,
    home: "/run/100%/airflow",
    dagsFolder: "/run/100%/airflow/dags",
    pluginsFolder: "/kit/plugins",
    port: 8080,
    metadata: { port: 5433, role: "airflow", password: new Secret("p-w_1") },
    admin: new Secret("a-dmin"),
    key: new Secret("k".repeat(32)),
    ...more,
  });

test.each(airflowLines())(
  "%s: a percent sign is doubled for Airflow's reader, and the listener is local",
  (line) => {
    const text = config(line);
    expect(text).toContain("base_log_folder = /run/100%%/airflow/logs");
    expect(text).toContain("plugins_folder = /kit/plugins\n");
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

test.each(airflowLines())(
  "%s: a session of one port or password is none on another; stored connections stay readable",
  (line) => {
    const keys = (text: string) =>
      [...text.matchAll(/^(?:secret_key|jwt_secret) = (.+)$/gm)].map((match) => match[1]);
    const [first, again] = [config(line), config(line)];
    const others = [config(line, { port: 8081 }), config(line, { admin: new Secret("renewed") })];
    expect(keys(first).length).toBeGreaterThan(0);
    expect(keys(again)).toEqual(keys(first));
    for (const other of others) {
      expect(keys(other).filter((key) => keys(first).includes(key))).toEqual([]);
      expect(/fernet_key = .*/.exec(other)?.[0]).toBe(/fernet_key = .*/.exec(first)?.[0]);
    }
  },
);
