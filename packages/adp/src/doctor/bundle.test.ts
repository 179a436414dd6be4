import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { writeBundle } from "./bundle.ts";
import { testMachine } from "./testing/machine.ts";

const planted = {
  netrc: "Nx7-netrc-9fQ2",
  pip: "Pp4-pip-conf-77Zk",
  docker: "Dk2-docker-login-51Lm",
  dotenv: "Ev8-dotenv-password-36",
  settings: "St5-settings-password-42",
  shell: "Sh6-exported-password-15",
  log: "Lg3-log-url-password-88",
  token: "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
};

test("a support bundle holds what helps and none of the secrets that were planted", async () => {
  const machine = testMachine();
  machine.write("~/.netrc", `machine a.test login me password ${planted.netrc}\n`, 0o600);
  machine.write(
    "~/.config/pip/pip.conf",
    `[global]\nindex-url = https://me:${planted.pip}@index.test/simple\n`,
  );
  const auth = Buffer.from(`me:${planted.docker}`).toString("base64");
  machine.write("~/.docker/config.json", JSON.stringify({ auths: { "r.test": { auth } } }));
  machine.write("kit/dags/a.py", "");
  machine.write("kit/Dockerfile", "FROM layer1-airflow:latest\n");
  machine.write("kit/requirements.txt", "pandas==2.3.3\n");
  machine.write("kit/.env", `WAREHOUSE_PASSWORD=${planted.dotenv}\n`);
  machine.write(
    "kit/airflow_settings.yaml",
    `airflow:\n  connections:\n    - conn_password: ${planted.settings}\n`,
  );
  machine.write(
    "kit/.adp/run/logs/scheduler.log",
    [
      "starting",
      ...Object.values(planted).map((value) => `login with ${value}`),
      `as ${encodeURIComponent(planted.dotenv)} and ${Buffer.from(`me:${planted.netrc}`).toString("base64")}`,
      `postgresql://me:${planted.log}@db.test/dwh`,
      "ended",
    ].join("\n"),
  );
  const kit = `${machine.root}/kit`;
  const context = machine.context({ folder: kit, env: { AIRFLOW_CONN_X: planted.shell } });
  const { path, files } = await writeBundle({ context, report: { ok: true }, into: machine.home });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(files).toEqual(
    expect.arrayContaining([
      "report.json",
      "versions.txt",
      "datakit/requirements.txt",
      "datakit/logs/scheduler.log",
    ]),
  );
  const content = execFileSync("tar", ["-xzOf", path]).toString();
  expect(content).toContain("pandas==2.3.3");
  expect(content).toContain("starting");
  expect(content).toContain("ended");
  // `log` is known by no file: it goes where its form betrays it, as in an address.
  const { log, ...known } = planted;
  for (const value of Object.values(known)) expect(content).not.toContain(value);
  expect(content).not.toContain(`:${log}@`);
  expect(content).not.toContain(Buffer.from(`me:${planted.netrc}`).toString("base64"));
});
