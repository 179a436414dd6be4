import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { warehouseSetting } from "./setting.ts";

test.each([
  [undefined, { kind: "on-demand" }],
  ["", { kind: "on-demand" }],
  ["local", { kind: "local" }],
  ["none", { kind: "none" }],
  [
    "postgresql://me@db.corp.example/sales?sslmode=require",
    { kind: "remote", uri: "postgres://me@db.corp.example/sales?sslmode=require" },
  ],
  [
    "postgres://me%40CORP@db.corp.example:5433/sales",
    { kind: "remote", uri: "postgres://me%40CORP@db.corp.example:5433/sales" },
  ],
])("WAREHOUSE=%s", (text, setting) => {
  expect(warehouseSetting(text === undefined ? {} : { WAREHOUSE: text })).toEqual(setting);
});

test("without a user it is this machine's, as libpq does it here: in a container it would be Airflow's", () => {
  const uri = `postgres://${encodeURIComponent(userInfo().username)}@db.corp.example/sales`;
  expect(warehouseSetting({ WAREHOUSE: "postgres://db.corp.example/sales" })).toEqual({
    kind: "remote",
    uri,
  });
});

test.each(["yes", "mysql://me@h/d", "postgres://me@h", "postgres:///d", "postgres://me@h:port/d"])(
  "%s is no warehouse: ADP-PLAT-005",
  (text) => {
    expect(() => warehouseSetting({ WAREHOUSE: text })).toThrow(/local, none or postgres:/);
  },
);

test.each(["postgres://me:s3cretWord@h/d", "postgres://me@h/d?password=s3cretWord"])(
  "a password in it is refused and not repeated: ADP-PLAT-005",
  (text) => {
    let thrown: unknown;
    try {
      warehouseSetting({ WAREHOUSE: text });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "ADP-PLAT-005", message: "WAREHOUSE holds a password." });
    expect(JSON.stringify(thrown)).not.toContain("s3cretWord");
  },
);
