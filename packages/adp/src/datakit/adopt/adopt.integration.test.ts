import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Docker } from "../../docker/index.ts";
import { dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { run } from "../../kernel/process.ts";
import { checkDatakit, platformTemplate } from "../index.ts";
import { KitRoom } from "../testing/kit-room.ts";
import { undoUpdate, updateDatakit } from "../update.ts";
import { readWorktree } from "../worktree.ts";
import { adoptDatakit, planAdoption } from "./adopt.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

/** A project in a repository of its own: files of the names and shapes that such projects have. */
async function project(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "adp-adopt-"));
  opened.push({ close: () => rmSync(root, { recursive: true, force: true }) });
  const folder = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await run(["git", "init", "--quiet"], { cwd: folder });
  await commit(folder);
  return folder;
}

async function commit(folder: string): Promise<void> {
  await run(["git", "add", "--all"], { cwd: folder });
  const words = ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "x"];
  await run(["git", ...words], { cwd: folder });
}

/** A stand-in for the engine: it has no Layer 1, or one of this Airflow. It proves nothing of a real image. */
function engine(airflow?: string): Docker {
  const missing = { stderr: "Error response from daemon: No such image\n", code: 1 };
  const contents = {
    python: { "apache-airflow": airflow ?? "", requests: "2.33.0", sqlalchemy: "1.4.54", pandas: "2.2.0" },
    debian: ["krb5-user"],
    kept: { sqlalchemy: "1.4.54" },
  };
  const id = `sha256:${airflow?.replaceAll(".", "")}${"a1".repeat(30)}`;
  const image = [{ Id: id, RepoTags: [], RepoDigests: [] }];
  const standIn = dockerStandIn(
    airflow === undefined
      ? { "image inspect": missing }
      : {
          "image inspect --format": { stdout: `${airflow}\n` },
          "image inspect": { stdout: JSON.stringify(image) },
          run: { stdout: `${JSON.stringify(contents)}\n` },
        },
  );
  opened.push(standIn);
  return new Docker({ env: standIn.env });
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");

const astro = (image: string): Record<string, string> => ({
  Dockerfile: `FROM ${image}\n`,
  "packages.txt": "",
  "requirements.txt": "# Providers are in the Runtime\nrequests\n",
  ".env": "",
  ".gitignore": ".git\n.env\nairflow_settings.yaml\n",
  ".dockerignore": "astro\n.git\n.env\nlogs/\n",
  "README.md": "Overview\n========\n",
  ".astro/config.yaml": "project:\n  name: my_first_project\n",
  ".astro/test_dag_integrity_default.py": "DagBag(include_examples=False)\n",
  ".astro/dag_integrity_exceptions.txt": "# dags/one.py\n",
  "dags/exampledag.py": "from airflow.decorators import dag\n",
  "dags/.airflowignore": "",
  "tests/dags/test_dag_example.py": "def test(): pass\n",
});

test.each([
  ["quay.io/astronomer/astro-runtime:13.11.0", "2"],
  ["astrocrpublic.azurecr.io/runtime:3.3-8", "3"],
])("a plain project of the Astro CLI FROM %s becomes a datakit, and back", async (image, major) => {
  const folder = await project("sales", astro(image));
  const before = await readWorktree(folder, []);
  const plan = await planAdoption(folder, platformTemplate(), {
    docker: engine(major === "2" ? "2.11.2" : "3.3.2"),
  });
  expect(plan).toMatchObject({ name: "my-first-project", from: image });
  await adoptDatakit(folder, plan, { allowDirty: false });
  expect(read(folder, "Dockerfile")).toBe("FROM layer1-airflow:latest\n");
  expect(read(folder, "requirements.txt")).toBe("# Providers are in the Runtime\n");
  expect(read(folder, ".gitignore")).toBe(".git\n.env\nairflow_settings.yaml\n.adp/run/\n*.keytab\n");
  expect(read(folder, ".dockerignore")).toBe(
    "astro\n.git\n.env\nlogs/\n.adp/run\nairflow_settings.yaml\n**/*.keytab\n",
  );
  expect(read(folder, ".astro/test_dag_integrity_default.py")).not.toContain("include_examples");
  expect(read(folder, "docker-compose.override.yml").includes("dag-processor")).toBe(major === "3");
  // Its own code and texts are untouched.
  for (const path of [
    "README.md",
    "dags/exampledag.py",
    "tests/dags/test_dag_example.py",
    ".astro/config.yaml",
  ])
    expect(read(folder, path)).toBe(astro(image)[path]);
  expect(await checkDatakit(folder, platformTemplate())).toMatchObject({ state: "current" });
  undoUpdate(folder);
  expect(await readWorktree(folder, [])).toEqual(before);
  await expect(checkDatakit(folder, platformTemplate())).rejects.toMatchObject({ code: "ADP-KIT-005" });
});

test("a project on apache/airflow: lists without what Layer 1 brings, and what a person should know", async () => {
  const folder = await project("Data Eng_Demo", {
    Dockerfile:
      "FROM apache/airflow:2.9.3-python3.11\nUSER root\nRUN apt-get update && apt-get install -y krb5-user graphviz\nCOPY krb5.conf /etc/krb5.conf\nUSER airflow\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY dags/ /opt/airflow/dags/\n",
    "requirements.txt": "apache-airflow==2.9.3\npandas>=2\nsqlalchemy==1.4.49\npolars==1.2.0\n",
    "docker-compose.yaml": "services: {}\n",
    "krb5.conf": "[libdefaults]\n",
    "dags/load.py": "from airflow import DAG\n",
    "README.md": "# Demo\n",
  });
  const plan = await planAdoption(folder, platformTemplate(), { docker: engine("3.3.2") });
  expect(plan.name).toBe("data-eng-demo");
  await adoptDatakit(folder, plan, { allowDirty: false });
  expect(read(folder, "Dockerfile")).toBe("FROM layer1-airflow:latest\n");
  expect(read(folder, "requirements.txt")).toBe("polars==1.2.0\n");
  expect(read(folder, "packages.txt")).toBe("graphviz\n");
  expect(JSON.parse(read(folder, ".adp/datakit.lock")).answers._airflow_major).toBe("2");
  for (const said of [
    /docker-compose.yaml: it starts/,
    /sqlalchemy==1.4.49: Layer 1 has 1.4.54/,
    /update --airflow 3/,
  ])
    expect(plan.notes).toContainEqual(expect.stringMatching(said));
});

test("without an engine the names of the clone's lists are compared, and that is said", async () => {
  const folder = await project("sales", {
    ...astro("apache/airflow:3.0.1"),
    "requirements.txt": "gssapi\npolars\n",
  });
  const { notes, changes } = await planAdoption(folder, platformTemplate(), { docker: engine() });
  expect(changes.find(({ path }) => path === "requirements.txt")?.after?.content.toString()).toBe("polars\n");
  expect(notes).toContainEqual(expect.stringContaining("is not here"));
});

test("later versions of the template leave alone what the project had, and change what it got", async () => {
  const room = await KitRoom.open({ "a.txt": "a\n", "README.md": "theirs\n", "dags/x.py": "x\n" });
  opened.push(room);
  const folder = await project("sales", {
    Dockerfile: "FROM apache/airflow:2.9.3\n",
    "dags/own.py": "",
    "README.md": "ours\n",
  });
  await adoptDatakit(folder, await planAdoption(folder, room.template, { docker: engine() }), {
    allowDirty: false,
  });
  await commit(folder);
  await room.release("2", { "a.txt": "a2\n", "README.md": "theirs 2\n", "dags/x.py": "x2\n" });
  const { changes, conflicts } = await updateDatakit(folder, room.template, { allowDirty: false });
  expect([changes.map(({ path }) => path), conflicts]).toEqual([["a.txt"], []]);
});

test("a datakit that was made before there were locks: the version that made it is found, and an update goes on", async () => {
  const room = await KitRoom.open({
    "a.txt": "a\n",
    "b.txt": "b\n",
    "README.md": "# {{ cookiecutter.datakit_name }}\n\n{{ cookiecutter.description }}\n",
    Dockerfile: "FROM layer1-airflow:latest\n",
    "dags/x.py": "x\n",
  });
  opened.push(room);
  await room.edit({ "b.txt": "b\nmine\n" });
  rmSync(join(room.kit, ".adp"), { recursive: true });
  await room.commit(room.kit);
  await room.release("2", {
    "a.txt": "a2\n",
    "b.txt": "new\nb\n",
    "README.md": "# {{ cookiecutter.datakit_name }}\n\n{{ cookiecutter.description }}\n",
    Dockerfile: "FROM layer1-airflow:latest\n",
    "dags/x.py": "x2\n",
  });
  const plan = await planAdoption(room.kit, room.template, { docker: engine() });
  expect(plan).toMatchObject({
    name: "orders",
    version: "1",
    changes: [],
    notes: [expect.stringContaining("4 of its 5")],
  });
  await adoptDatakit(room.kit, plan, { allowDirty: false });
  await room.commit(room.kit);
  await updateDatakit(room.kit, room.template, { allowDirty: false });
  expect(room.files()).toMatchObject({ "a.txt": "a2\n", "b.txt": "new\nb\nmine\n", "dags/x.py": "x2\n" });
});

test("what is no project, what is a datakit already, and a name that cannot be one", async () => {
  const adopt = (folder: string, name?: string) =>
    planAdoption(folder, platformTemplate(), { docker: engine(), name });
  const files = astro("apache/airflow:2.9.3");
  await expect(
    adopt(await project("a", { Dockerfile: "FROM debian:12\n", "dags/x.py": "" })),
  ).rejects.toMatchObject({ code: "ADP-KIT-016", message: expect.stringContaining("debian:12") });
  await expect(adopt(await project("a", { "dags/x.py": "" }))).rejects.toMatchObject({ code: "ADP-KIT-016" });
  await expect(adopt(await project("a", { Dockerfile: files.Dockerfile ?? "" }))).rejects.toMatchObject({
    code: "ADP-KIT-016",
  });
  await expect(adopt(await project("a", { ...files, ".adp/datakit.lock": "{}" }))).rejects.toMatchObject({
    code: "ADP-KIT-015",
  });
  await expect(adopt(await project("a", files), "a_b")).rejects.toMatchObject({ code: "ADP-KIT-001" });
  const dirty = await project("a", files);
  writeFileSync(join(dirty, "new.txt"), "");
  await expect(adoptDatakit(dirty, await adopt(dirty), { allowDirty: false })).rejects.toMatchObject({
    code: "ADP-KIT-008",
  });
});
