import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Docker, imageName } from "../docker/index.ts";
import { dockerStandIn } from "../docker/testing/docker-stand-in.ts";
import { datakitImage, layer1State } from "./image.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-image-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the image has the name that the Astro CLI gives it", () => {
  mkdirSync(join(folder, ".astro"));
  writeFileSync(join(folder, ".astro", "config.yaml"), 'project:\n  name: "Customer-360"\n');
  // Of the Astro CLI: md5 of the folder, its first six letters.
  expect(datakitImage(folder)).toMatch(/^customer-360_[0-9a-f]{6}\/airflow:latest$/);
  expect(datakitImage("/home/ada/orders-datakit")).toBe("orders-datakit_ebdf4d/airflow:latest");
});

test("requirements that Layer 1 contradicts are named with their line; what is unpinned or fits is not", async () => {
  // What an image brings is remembered by its id.
  const id = `sha256:${Date.now().toString(16)}${"a".repeat(52)}`;
  const image = {
    Id: id,
    RepoTags: [],
    RepoDigests: [],
    Config: { Labels: { "io.airflow-data-platform.layer1.inputs": "h" } },
  };
  const contents = {
    python: {},
    debian: [],
    kept: { sqlalchemy: "1.4.54", pydantic: "2.8.2", attrs: "24.1.0", pandas: "2.2.0" },
  };
  const standIn = dockerStandIn({
    "image inspect": { stdout: JSON.stringify([image, image]) },
    run: { stdout: `${JSON.stringify(contents)}\n` },
  });
  writeFileSync(join(folder, "Dockerfile"), "FROM layer1-airflow:latest\n");
  writeFileSync(
    join(folder, "requirements.txt"),
    "# layer1: unpin attrs\npandas>=2\nattrs<20\nSQLAlchemy>=2 # newer\npolars==1.0\npydantic\npydantic[email]<2 ; python_version > '3.8'\n",
  );
  const { state, contradictions } = await layer1State(folder, { docker: new Docker({ env: standIn.env }) });
  standIn.close();
  expect(state).toBe("current");
  expect(contradictions).toEqual([
    { line: 4, requirement: "SQLAlchemy>=2", layer1: "1.4.54" },
    { line: 7, requirement: "pydantic[email]<2 ; python_version > '3.8'", layer1: "2.8.2" },
  ]);
});

test.each([
  ["a NUL", "a\0b"],
  ["more letters than a program takes as an argument", "a".repeat(200_000)],
  ["an option of docker's", "--format=x"],
  ["a name that a build argument completes", "$BASE"],
])("a FROM with %s names no image: nobody is asked", async (_, from) => {
  writeFileSync(join(folder, "Dockerfile"), `FROM ${from}\n`);
  const state = await layer1State(folder, { docker: new Docker({ env: { PATH: folder } }) });
  expect(state).toEqual({ from, pinned: false, state: "unknown", contradictions: undefined });
});

test("a folder whose name no image can have is compared by the images that it can have", async () => {
  const place = join(folder, "my kit");
  mkdirSync(place);
  writeFileSync(join(place, "Dockerfile"), "FROM layer1-airflow:latest\n");
  const image = { Id: "sha256:a", RepoTags: [], RepoDigests: [], Config: { Labels: {} } };
  const standIn = dockerStandIn({ "image inspect": { stdout: JSON.stringify([image, image]) } });
  const { state } = await layer1State(place, { docker: new Docker({ env: standIn.env }) });
  const asked = standIn.calls();
  standIn.close();
  expect(asked).toEqual([`image inspect layer1-airflow:latest ${imageName(place)}`]);
  expect(state).toBe("unknown");
});

test.each([
  ["none", [], "unbuilt"],
  ["adp's, on this Layer 1", ["", "now"], "current"],
  ["adp's, on an earlier one", ["", "then"], "behind"],
  ["the Astro CLI's on an earlier one, adp's on this", ["then", "now"], "current"],
  ["both on an earlier one", ["then", "then"], "behind"],
])("images of the datakit, of the Astro CLI and of adp dev start: %s", async (_, built, state) => {
  writeFileSync(join(folder, "Dockerfile"), "FROM layer1-airflow:latest\n");
  const own = [datakitImage(folder), imageName(folder)];
  const image = (inputs: string) => ({
    Id: `sha256:${inputs}`,
    RepoTags: [],
    RepoDigests: [],
    Config: { Labels: { "io.airflow-data-platform.layer1.inputs": inputs } },
  });
  const missing = own.filter((__, at) => (built[at] ?? "") === "");
  const standIn = dockerStandIn({
    "image inspect": {
      stdout: JSON.stringify([image("now"), ...built.filter(Boolean).map(image)]),
      stderr: missing.map((name) => `Error response from daemon: No such image: ${name}\n`).join(""),
      code: missing.length > 0 ? 1 : 0,
    },
  });
  const docker = new Docker({ env: standIn.env });
  const found = await layer1State(folder, { docker });
  standIn.close();
  expect(found.state).toBe(state);
});
