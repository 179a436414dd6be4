import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { layer1Folder } from "../folder.ts";
import { explainLayer1 } from "./explain.ts";
import { explanationLines } from "./print.ts";

const token = "mytoken-Zq81";

/** A person's machine with the vision's files, and a clone with the Dockerfile as it is, or with one's own. */
function machine(env: Readonly<Record<string, string>> = {}, dockerfile?: string) {
  const HOME = temporaryFolder();
  const place = layer1Folder(HOME);
  mkdirSync(place.folder);
  cpSync(layer1Folder().dockerfile, place.dockerfile);
  if (dockerfile !== undefined) writeFileSync(place.dockerfile, dockerfile);
  for (const folder of [".config/uv", ".pip", ".docker"]) mkdirSync(join(HOME, folder), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(HOME, name), text, { mode: 0o600 });
  write(".netrc", `machine artifactory.company.com\nlogin myuser\npassword ${token}\n`);
  write(
    ".config/uv/uv.toml",
    '[[index]]\nurl = "https://artifactory.company.com/api/pypi/pypi-remote/simple"\nname = "corporate-pypi"\ndefault = true\n',
  );
  write(
    ".pip/pip.conf",
    "[global]\nindex-url = https://artifactory.company.com/api/pypi/pypi-remote/simple\n",
  );
  write(
    ".docker/config.json",
    JSON.stringify({
      auths: { "artifactory.company.com": { auth: Buffer.from(`myuser:${token}`).toString("base64") } },
    }),
  );
  const variables = {
    HOME,
    XDG_CONFIG_DIRS: "/nowhere",
    IMAGE_ASTRONOMER: "artifactory.company.com/docker-remote/astronomer/ap-airflow:11.10.0",
    IMAGE_PYTHON: "artifactory.company.com/docker-remote/library/python:3.11-slim",
    APT_MIRROR: "https://artifactory.company.com/artifactory/debian-remote",
    UV_INDEX_CORPORATE_PYPI_USERNAME: "myuser",
    UV_INDEX_CORPORATE_PYPI_PASSWORD: token,
    ...env,
  };
  return explainLayer1(place, variables);
}

test("the vision's set-up: one host, each step with its login, never its value", async () => {
  const explanation = await machine();
  expect(explanation.hosts).toEqual(["artifactory.company.com"]);
  expect(explanation.missing).toEqual([]);
  const of = (words: string) => explanation.steps.find((step) => step.runs.includes(words))?.reaches[0];
  expect(of("ap-airflow")).toMatchObject({
    by: "docker",
    login: { user: "myuser", place: "~/.docker/config.json (in plain text)" },
  });
  expect(of("apt-install.sh --keep")).toMatchObject({
    by: "apt",
    setting: "APT_MIRROR (the environment)",
    login: { place: "~/.netrc, line 1" },
  });
  expect(of("python-packages.sh")).toMatchObject({
    by: "uv",
    setting: "~/.config/uv/uv.toml",
    login: { place: "UV_INDEX_CORPORATE_PYPI_USERNAME and _PASSWORD" },
  });
  expect(of("settings.sh")).toBeUndefined();
  expect(JSON.stringify(explanation)).not.toContain(token);
  expect(explanationLines(explanation).join("\n")).not.toContain(token);
});

test("in 80 columns the steps stand one below the other, with all that the table says", async () => {
  const explanation = await machine();
  const narrow = explanationLines(explanation, 80);
  expect(explanationLines(explanation, 300)).toEqual(explanationLines(explanation));
  const text = narrow.join("\n");
  for (const { line, stage, reaches } of explanation.steps) {
    expect(text).toContain(`line ${line}, ${stage}: `);
    for (const { host, by, wire, setting } of reaches)
      for (const words of [`${host} (${by})`, wire, setting]) expect(text).toContain(words);
  }
  expect(text).toContain("as whom  myuser, ~/.netrc, line 1");
  expect(narrow.slice(0, narrow.indexOf("")).filter((line) => line.length > 100)).toEqual([]);
});

test("without logins: what is missing, where", async () => {
  const explanation = await machine({ HOME: temporaryFolder(), LOGIN_HOSTS: "artifactory.company.com" });
  expect(explanation.missing).toEqual([
    "docker login artifactory.company.com",
    "machine artifactory.company.com login YOU password TOKEN   in ~/.netrc",
  ]);
  expect(explanationLines(explanation).filter((line) => line.startsWith("MISSING"))).toHaveLength(2);
});

test("a fork's own lines: an address in the command, a step without its secret, a tool that nobody knows", async () => {
  const explanation = await machine(
    {},
    "FROM r.example/base AS layer1\nRUN curl -sS https://downloads.example/x | tar x\nRUN apt-get update\nRUN ./install-anything\nRUN --network=none ./build\nRUN mkdir /x && chmod 0755 /x\n",
  );
  const reaches = explanation.steps.map((step) =>
    step.reaches.map((reach) => [reach.host, reach.missing !== null]),
  );
  expect(reaches).toEqual([
    [["r.example", false]],
    [["downloads.example", false]],
    [
      ["artifactory.company.com", true],
      ["artifactory.company.com", true],
    ],
    [["(any host that the engine reaches)", false]],
    [],
    [],
  ]);
});

test("the wire is shown, and a login over plain HTTP is missing its permission", async () => {
  const over = (env: Readonly<Record<string, string>>) =>
    machine({ APT_MIRROR: "http://artifactory.company.com/artifactory/debian-remote", ...env });
  const wires = (explanation: Awaited<ReturnType<typeof machine>>, by: string) =>
    new Set(
      explanation.steps.flatMap((step) => step.reaches.filter((one) => one.by === by).map((one) => one.wire)),
    );
  const refused = await over({});
  expect([...wires(refused, "apt")]).toEqual(["http"]);
  expect([...wires(refused, "uv")]).toEqual(["https, public CAs"]);
  expect(refused.missing).toHaveLength(1);
  expect((await over({ INSECURE_LOGIN_HOSTS: "artifactory.company.com" })).missing).toEqual([]);
});
