import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { environmentNamed, readPlatform } from "./platform-file.ts";
import type { Release } from "./release.ts";
import { ownFiles, writeFiles } from "./render.ts";
import { openFolder, platform, release } from "./testing/platforms.ts";
import { type ChartSchema, findingsOf, subjectOf } from "./verify.ts";

const open: { remove(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const today = new Date("2026-11-29T00:00:00Z");

function rendered(more: object = {}, one: Release = release, name = "int") {
  const environments = { ...platform.environments, [name]: { ...platform.environments.int, ...more } };
  const room = openFolder({ ...platform, environments }, { [name]: one });
  open.push(room);
  const read = readPlatform(room.folder);
  const environment = environmentNamed(read, name);
  writeFiles(room.folder, ownFiles(environment, one));
  return {
    folder: room.folder,
    change(path: string, from: string | RegExp, to: string) {
      const file = join(room.folder, "environments", name, path);
      const before = readFileSync(file, "utf8");
      const after = before.replace(from, to);
      expect(after).not.toBe(before);
      writeFileSync(file, after);
    },
    found(schema?: ChartSchema) {
      const now = readPlatform(room.folder);
      return findingsOf(subjectOf(now, environmentNamed(now, name), undefined, schema, today));
    },
  };
}

test.each(["LocalExecutor", "KubernetesExecutor", "CeleryExecutor"])(
  "accepts what render wrote: %s",
  (executor) => {
    const more = { executor, deploy: { models: "a.b" }, quota: { pods: 9 }, ingress: { host: "h" } };
    expect(rendered(more).found()).toEqual([]);
  },
);

const password = ["hunter", "2"].join("");
const objects = "rendered/objects.yaml";
test.each<[string, string, string | RegExp, string, string[]]>([
  ["a value", "values.yaml", "pullPolicy: IfNotPresent", "pullPolicy: Always", ["ADP-L3-101"]],
  ["a line more", "values.yaml", /$/, "extra: 1\n", ["ADP-L3-101"]],
  ["a tag", objects, /image: (\S+)@\S+/, "image: $1:1.0", ["ADP-L3-101", "ADP-L3-105"]],
  ["latest", objects, /image: (\S+)@\S+/, "image: $1:latest", ["ADP-L3-101", "ADP-L3-105"]],
  ["no tag at all", objects, /image: (\S+)@\S+/, "image: $1", ["ADP-L3-101", "ADP-L3-105"]],
  [
    "a Secret",
    objects,
    /$/,
    `---\nkind: Secret\nmetadata: {name: s}\ndata: {k: ${password}}\n`,
    ["ADP-L3-101", "ADP-L3-103"],
  ],
  [
    "a variable in clear text",
    objects,
    /valueFrom:[\s\S]*?key: connection/,
    `value: postgresql://u:${password}@h/d`,
    ["ADP-L3-101", "ADP-L3-104"],
  ],
  ["the security label", objects, "enforce: baseline", "enforce: privileged", ["ADP-L3-101"]],
  ["another database's Secret", "values.yaml", "customer-360-database", "other-database", ["ADP-L3-101"]],
])("refuses a change by hand: %s", (_, path, from, to, codes) => {
  const room = rendered({ deploy: { models: "a.b" } });
  room.change(path, from, to);
  const found = room.found();
  expect([...new Set(found.map(({ code }) => code))].sort()).toEqual(codes);
  expect(JSON.stringify(found)).not.toContain(password);
});

test.each<[string, object, Partial<Release>, string]>([
  ["another Airflow in the values", { values: { airflowVersion: "3.2.0" } }, {}, "ADP-L3-106"],
  ["no provider of the executor", {}, { providers: ["fab"] }, "ADP-L3-107"],
  ["no auth manager", {}, { providers: ["cncf-kubernetes"] }, "ADP-L3-107"],
  ["a Runtime out of support", {}, { airflow: "2.11.0", runtime: "11.10.0" }, "ADP-L3-108"],
  ["a Runtime that was withdrawn", {}, { runtime: "3.1-8" }, "ADP-L3-108"],
  ["a chart that is too new", {}, { airflow: "2.10.4", runtime: "13.11.0" }, "ADP-L3-109"],
])("finds what does not fit the image: %s", (_, more, changes, code) => {
  expect(rendered(more, { ...release, ...changes }).found()).toEqual([expect.objectContaining({ code })]);
});

test("another auth manager needs no provider", () => {
  const values = { config: { core: { auth_manager: "airflow.x.SimpleAuthManager" } } };
  expect(rendered({ values }, { ...release, providers: ["cncf-kubernetes"] }).found()).toEqual([]);
});

test("values that the chart's schema leaves open, and ignores in silence, are found with the nearest", () => {
  const properties = { fernetKeySecretName: {}, kerberos: { properties: { principal: {}, enabled: {} } } };
  const known = Object.fromEntries(
    "airflowVersion useStandardNaming executor airflowHome images imagePullSecrets data apiSecretKeySecretName jwtSecretName postgresql redis statsd createUserJob migrateDatabaseJob secret securityContexts scheduler triggerer dagProcessor config airflowPodAnnotations"
      .split(" ")
      .map((key) => [key, {}]),
  );
  const values = { fernetKeySecretNam: "x", kerberos: { princpal: "x" } };
  const found = rendered({ values }).found({ properties: { ...known, ...properties } });
  expect(found.map(({ code, text }) => `${code} ${text}`).sort()).toEqual([
    "ADP-L3-102 the chart has no value fernetKeySecretNam; did you mean fernetKeySecretName?",
    "ADP-L3-102 the chart has no value kerberos.princpal; did you mean principal?",
  ]);
});

test("an airflow.cfg that names the worker's image by a tag is found", () => {
  const room = rendered();
  const file = join(room.folder, "environments", "int", "rendered", "airflow.yaml");
  const cfg =
    "[kubernetes_executor]\nworker_container_repository = r.example.com/x\nworker_container_tag = 3.3.2\n";
  writeFileSync(file, `kind: ConfigMap\nmetadata: {name: c}\ndata:\n  airflow.cfg: ${JSON.stringify(cfg)}\n`);
  expect(room.found()).toEqual([
    expect.objectContaining({ code: "ADP-L3-105", text: expect.stringContaining("x:3.3.2") }),
  ]);
});
