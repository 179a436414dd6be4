import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { platformRoot } from "../../kernel/home.ts";
import { Secret } from "../../kernel/secret.ts";
import { HostFiles, localUri } from "./login.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-login-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("the password is this user's alone, and is read again", () => {
  const files = new HostFiles({ HOME: home });
  expect(files.password()).toBeUndefined();
  const password = Secret.random();
  files.remember(password, 15432);
  const folder = join(home, ".local", "state", "airflow-data-platform", "warehouse");
  expect(files.folder).toBe(folder);
  expect([statSync(folder).mode & 0o777, statSync(files.pgpass).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(readFileSync(files.pgpass, "utf8")).toBe(
    `127.0.0.1:15432:warehouse:warehouse:${password.reveal()}\n`,
  );
  expect(files.password()?.reveal()).toBe(password.reveal());
});

test("the file of variables names a connection without a password, below the shell's, or passes on the shell's alone", () => {
  const files = new HostFiles({ HOME: "/none", XDG_STATE_HOME: home });
  const text = () => readFileSync(join(home, "airflow-data-platform/warehouse/airflow.env"), "utf8");
  files.name(localUri);
  const uri =
    "postgres://warehouse@platform-warehouse:5432/warehouse?gssencmode=disable&passfile=/run/platform/warehouse/pgpass";
  expect(text()).toBe(`AIRFLOW_CONN_WAREHOUSE=\${AIRFLOW_CONN_WAREHOUSE:-${uri}}\n`);
  expect(files.named()).toBe(localUri);
  files.name("postgres://a$b@h/}c");
  expect(files.named()).toBe("postgres://a%24b@h/%7Dc");
  files.name(undefined);
  expect([text(), files.named()]).toEqual(["AIRFLOW_CONN_WAREHOUSE\n", undefined]);
});

test("the override of a datakit reads these very files, volume and network", () => {
  const folder = join(platformRoot(), "examples", "nyc-flights-incremental");
  const override = parse(readFileSync(join(folder, "docker-compose.override.yml"), "utf8"), { merge: true });
  const { scheduler } = override.services;
  expect(scheduler.env_file).toEqual([
    `\${XDG_STATE_HOME:-\${HOME}/.local/state}/airflow-data-platform/warehouse/airflow.env`,
  ]);
  expect(scheduler.volumes).toContain("platform_warehouse_login:/run/platform/warehouse:ro,nocopy");
  expect(override.networks.platform).toEqual({ name: "airflow-data-platform", external: true });
  expect(localUri).toContain("passfile=/run/platform/warehouse/pgpass");
});
