import { afterEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { environmentNamed, readPlatform } from "./platform-file.ts";
import { openFolder, platform } from "./testing/platforms.ts";

const open: { remove(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

function read(document: unknown) {
  const room = openFolder(document);
  open.push(room);
  return readPlatform(room.folder);
}

function mistakes(document: unknown): string[] {
  try {
    read(document);
  } catch (error) {
    expect(error).toMatchObject({ code: "ADP-L3-001" });
    const lines = (typeof document === "string" ? document : stringify(document)).split("\n");
    // The line's own key in place of its number.
    return (error as { evidence: string[] }).evidence.map((line) =>
      line.replace(
        /^.*platform\.yaml:(\d+)/,
        (_, number) => /^[\s-]*([\w]+):/.exec(lines[number - 1] ?? "")?.[1] ?? number,
      ),
    );
  }
  return [];
}

function dev(more: object, rest: object = {}) {
  return { ...platform, ...rest, environments: { dev: { ...platform.environments.dev, ...more } } };
}

test("defaults go to every environment, and each may set the same again", () => {
  const { environments } = read({
    ...platform,
    defaults: {
      delivery: "argocd",
      argocd: { repository: "r", path: "p", revision: "main" },
      values: { a: { b: 1, c: 1 } },
    },
    environments: {
      dev: { ...platform.environments.dev, delivery: "helm", values: { a: { c: 2 } } },
      int: platform.environments.int,
    },
  });
  expect(
    environments.map(({ name, delivery, executor, values }) => ({ name, delivery, executor, values })),
  ).toEqual([
    { name: "dev", delivery: "helm", executor: "LocalExecutor", values: { a: { b: 1, c: 2 } } },
    { name: "int", delivery: "argocd", executor: "KubernetesExecutor", values: { a: { b: 1, c: 1 } } },
  ]);
});

test.each<[string, unknown, RegExp]>([
  [
    "a word that is nearly right",
    dev({ executer: "LocalExecutor" }),
    /^executer: environments.dev: unknown setting "executer". Did you mean executor\?$/,
  ],
  [
    "a word that is not near any",
    dev({ colour: "blue" }),
    /^colour: .*unknown setting "colour". Allowed here: namespace, context, /,
  ],
  [
    "a value that is nearly right",
    dev({ executor: "LocalExecuter" }),
    /^executor: .*Did you mean LocalExecutor\?$/,
  ],
  ["what must be there", { ...platform, registry: undefined }, /^organisation: registry is missing\.$/],
  [
    "a registry with https://",
    { ...platform, registry: "https://r.example.com" },
    /^registry: registry: it must be a registry without https/,
  ],
  [
    "a namespace that Kubernetes refuses",
    dev({ namespace: "Dev_1" }),
    /^namespace: environments.dev.namespace: it must be lower-case/,
  ],
  ["argocd without its repository", dev({ delivery: "argocd" }), /^delivery: .*delivery argocd needs argocd/],
  [
    "replicas of workers that do not wait",
    dev({ workers: { replicas: 2 } }),
    /^replicas: .*only the CeleryExecutor/,
  ],
  [
    "a krb5.conf outside the folder",
    dev({ kerberos: { principal: "a@B", krb5Conf: "/etc/krb5.conf" } }),
    /^krb5Conf: .*there is no file .etc.krb5.conf below/,
  ],
  [
    "a tag where a digest belongs",
    dev({ values: { scheduler: { extraContainers: [{ name: "x", image: "nginx:1" }] } } }),
    /^image: .*named by its digest/,
  ],
])("named with its line: %s", (_, document, expected) => {
  const found = mistakes(document);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});

test("YAML that is none, and a key that stands twice, are named with the line", () => {
  expect(mistakes("organisation: a\n  datakit: [\n")).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(datakit|\d): this is not valid YAML/)]),
  );
  expect(mistakes(`${stringify(platform)}datakit: twice\n`)[0]).toMatch(
    /^datakit: this is not valid YAML \(duplicate key\)$/,
  );
});

const password = ["hunter", "2"].join("");
test.each<[string, object]>([
  ["a password under its name", { redis: { password } }],
  ["the Fernet key", { fernetKey: password }],
  ["the metadata connection", { data: { metadataConnection: { pass: password } } }],
  ["an address with a login", { config: { core: { x: `postgresql://u:${password}@h/d` } } }],
  ["a variable", { env: [{ name: "DB_PASSWORD", value: password }] }],
  ["a connection", { env: [{ name: "AIRFLOW_CONN_X", value: `{"p": "${password}"}` }] }],
  ["Secrets of the chart", { extraSecrets: { mine: { data: password } } }],
  ["the keytab", { kerberos: { keytabBase64Content: password } }],
  ["a token deep inside", { scheduler: { args: [{ deep: { api_token: password } }] } }],
])("a literal credential is refused and not repeated: %s", (_, values) => {
  const found = mistakes(dev({ values }));
  expect(found.length).toBeGreaterThan(0);
  expect(found.join()).toMatch(/Put it into a Secret/);
  expect(found.join()).not.toContain(password);
});

test("names of Secrets, and switches, are no credentials", () => {
  const values = {
    jwtSecretName: "x",
    enableBuiltInSecretEnvVars: { AIRFLOW__CORE__FERNET_KEY: false },
    dags: { gitSync: { sshKeySecret: "" } },
    scheduler: { env: [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] },
  };
  expect(mistakes(dev({ values }))).toEqual([]);
});

test("an environment that there is none of is refused with the nearest", () => {
  expect(() => environmentNamed(read(platform), "prd")).toThrow(
    expect.objectContaining({ code: "ADP-L3-003", why: expect.stringContaining("Did you mean prod?") }),
  );
});

test("a folder without platform.yaml is named", () => {
  const room = openFolder();
  open.push(room);
  expect(() => readPlatform(`${room.folder}/none`)).toThrow(expect.objectContaining({ code: "ADP-L3-002" }));
});
