import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { layer1Folder } from "./folder.ts";
import { readLayer1Settings } from "./settings.ts";

function configured(text: string) {
  const place = layer1Folder(temporaryFolder());
  mkdirSync(dirname(place.envFile), { recursive: true });
  writeFileSync(place.envFile, text);
  return place;
}

test("untouched, everything has the vision's default", () => {
  expect(readLayer1Settings(layer1Folder(temporaryFolder()), {})).toMatchObject({
    runtime: "quay.io/astronomer/astro-runtime:11.10.0",
    python: undefined,
    node: "docker.io/library/node:22-bookworm-slim",
    nodeFrom: "the default",
    aptMirror: undefined,
    odbcDriver: "wheel",
  });
});

test("the vision's two lines; Node is looked for beside Python", () => {
  const place = configured(
    "IMAGE_ASTRONOMER=artifactory.company.com/docker-remote/astronomer/ap-airflow:11.10.0\nIMAGE_PYTHON=artifactory.company.com/docker-remote/library/python:3.11-slim\n",
  );
  expect(readLayer1Settings(place, {})).toMatchObject({
    runtime: "artifactory.company.com/docker-remote/astronomer/ap-airflow:11.10.0",
    node: "artifactory.company.com/docker-remote/library/node:22-bookworm-slim",
    nodeFrom: "IMAGE_PYTHON",
  });
});

test.each([
  "registry:5000/team/image",
  "registry.company.com:5000/a/b/c:tag-1",
  "localhost/x@sha256:0123456789abcdef",
  "image",
])("any name of an image is taken: %s", (name) => {
  const settings = readLayer1Settings(configured(`IMAGE_ASTRONOMER="${name}" # ours\n`), {});
  expect(settings.runtime).toBe(name);
});

test("the environment goes before the file", () => {
  const settings = readLayer1Settings(
    configured("IMAGE_ASTRONOMER=a\nAPT_MIRROR=https://m.example/debian/\n"),
    {
      IMAGE_ASTRONOMER: "b",
    },
  );
  expect(settings).toMatchObject({
    runtime: "b",
    aptMirror: "https://m.example/debian",
    aptSecurityMirror: "https://m.example/debian-security",
  });
  expect(settings.origin.get("IMAGE_ASTRONOMER")).toBe("the environment");
});

test.each([
  ["IMAGE_ASTRONMER=a\n", "IMAGE_ASTRONOMER"],
  ["ARTIFACTORY_PASSWORD=Zq81xPlm2w\n", "~/.netrc"],
  ["API_KEY=Zq81xPlm2w\n", "~/.netrc"],
  ["SNOWFLAKE_PWD=Zq81xPlm2w\n", "~/.netrc"],
  ["SOMETHING=x\n", "APT_MIRROR"],
])("an unknown name is refused, with what was probably meant: %s", (text, meant) => {
  let error: unknown;
  try {
    readLayer1Settings(configured(text), {});
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: "ADP-L1-001", exit: 64 });
  expect(JSON.stringify(error)).toContain(meant);
  expect(JSON.stringify(error)).not.toContain("Zq81xPlm2w");
});

test.each(["https://registry.example/team/image:1", "Registry/Image:1", "registry.example/Team/image"])(
  "what is not the name of an image is refused before docker is asked: %s",
  (name) => {
    expect(() => readLayer1Settings(configured(`IMAGE_ASTRONOMER=${name}\n`), {})).toThrow(
      expect.objectContaining({ code: "ADP-L1-001" }),
    );
  },
);

test.each([
  ["a line that is no setting", "IMAGE_ASTRONOMER\n", /^Line 1 of .*\.env is not a setting\.$/],
  ["an option in the place of a name", "IMAGE_ASTRONOMER=--privileged\n", /^IMAGE_ASTRONOMER/],
  ["a mirror that is no address", "APT_MIRROR=artifactory.company.com\n", /^APT_MIRROR/],
  ["a login in a mirror's address", "APT_MIRROR=https://me:secret@m.example/debian\n", /^APT_MIRROR/],
  ["a login with a slash in a mirror's address", "APT_MIRROR=https://me:1/secret@m.example/debian\n", /^APT/],
  ["a login with a # in a mirror's address", 'APT_MIRROR="https://me:1#secret@m.example/debian"\n', /^APT/],
  ["a login before a registry", "IMAGE_ASTRONOMER=bot:secret@reg.example/img:1\n", /^IMAGE_ASTRONOMER/],
  ["a login and a space", 'IMAGE_ASTRONOMER="bot:secret@reg.example/img tag"\n', /^IMAGE_ASTRONOMER/],
  ["a space in a name", 'IMAGE_ASTRONOMER="reg.example/secret tag"\n', /^IMAGE_ASTRONOMER/],
  ["a login in an address", "IMAGE_ASTRONOMER=https://bot:secret@reg.example/img\n", /^IMAGE_ASTRONOMER/],
  ["a login and capital letters", "IMAGE_NODE=Bot:secret@reg.example/Img:1\n", /^IMAGE_NODE/],
  ["an unknown ODBC driver", "ODBC_DRIVER=rpm\n", /^ODBC_DRIVER/],
])("%s is refused", (_, text, message) => {
  const place = configured(text);
  expect(() => readLayer1Settings(place, {})).toThrow(
    expect.objectContaining({ code: "ADP-L1-001", message: expect.stringMatching(message) }),
  );
  try {
    readLayer1Settings(place, {});
  } catch (error) {
    expect(JSON.stringify(error)).not.toContain("secret");
  }
});
