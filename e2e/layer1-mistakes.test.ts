// Each mistake in a set-up of Layer 1 is told by a code of its own, caused on real tools.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noEngine } from "./world/docker/engine.ts";
import { Layer1World } from "./world/layer1/layer1.ts";

const skip = noEngine();
const image = "adp-e2e-mistakes";

describe.skipIf(skip !== undefined)(`a mistake in Layer 1 is told${skip ? ` (${skip})` : ""}`, () => {
  let world: Layer1World;

  beforeAll(async () => {
    world = await Layer1World.create(image);
    await world.built();
  });
  afterAll(() => world?.close());

  it.each<[string, string, Record<string, string>]>([
    ["a registry that does not answer", "ADP-L1-013", { IMAGE_ASTRONOMER: "127.0.0.1:9/astro-runtime:1" }],
    ["a base that is no Runtime", "ADP-L1-015", { IMAGE_ASTRONOMER: "debian:bookworm-slim" }],
    ["an apt mirror that does not answer", "ADP-L1-022", { APT_MIRROR: "http://127.0.0.1:9/debian" }],
    [
      "an image of Python that does not answer",
      "ADP-L1-013",
      { IMAGE_PYTHON: "127.0.0.1:9/library/python:3" },
    ],
  ])("%s: %s", async (_, code, more) => {
    expect(await world.refused("", more)).toMatchObject({ code });
  });

  /** What a mistake is, its code, the file that has it with the mistaken text, and what is set besides. */
  type Edit = [
    string,
    string,
    { file: string; change: (text: string) => string; more?: Record<string, string> },
  ];
  it.each<Edit>([
    [
      "a Debian package that does not exist",
      "ADP-L1-023",
      { file: "packages.txt", change: (text) => `${text}no-such-package\n` },
    ],
    [
      "a repository signed by a key that nobody has",
      "ADP-L1-024",
      { file: "config/apt/other.sources", change: () => unsigned() },
    ],
    // With a line of its own, or the step would come from the cache and ask nobody.
    [
      "an index that does not answer",
      "ADP-L1-032",
      {
        file: "requirements.txt",
        change: (text) => `${text}# another\n`,
        more: { UV_DEFAULT_INDEX: "http://127.0.0.1:9/simple" },
      },
    ],
    [
      "a Python package that does not exist",
      "ADP-L1-033",
      { file: "requirements.txt", change: (text) => `${text}no-such-package-of-ours-0\n` },
    ],
    [
      "a requirement against the Runtime's version",
      "ADP-L1-034",
      { file: "requirements.txt", change: (text) => `${text}sqlalchemy>=2\n` },
    ],
    [
      "bindings that do not compile",
      "ADP-L1-035",
      {
        file: "build/bindings.sh",
        change: (text) => text.replace('CFLAGS="', 'CFLAGS="-include /nowhere.h '),
      },
    ],
    [
      "a step whose login is passed under another name",
      "ADP-L1-036",
      {
        file: "Dockerfile",
        change: (text) => text.replaceAll("id=apt-auth", "id=apt-login"),
        more: { LOGIN_HOSTS: "deb.debian.org" },
      },
    ],
    [
      "a step of one's own that fails",
      "ADP-L1-037",
      { file: "Dockerfile", change: (text) => `${text}RUN exit 3\n` },
    ],
    [
      "ODBC_DRIVER=apt without the package",
      "ADP-L1-038",
      { file: "packages.txt", change: (text) => text, more: { ODBC_DRIVER: "apt" } },
    ],
  ])("%s: %s", async (_, code, { file, change, more = {} }) => {
    const path = join(world.layer1, file);
    const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    writeFileSync(path, change(before ?? ""));
    try {
      expect(await world.refused("", more)).toMatchObject({ code });
    } finally {
      if (before === undefined) rmSync(path);
      else writeFileSync(path, before);
    }
  });

  it("a Runtime whose Airflow no SQLModel fits: ADP-L1-016", async () => {
    const labels = { "runtime.version": "3.0-18", "airflow.version": "3.0.6" };
    const lines = Object.entries(labels).map(
      ([name, value]) => `LABEL io.astronomer.docker.${name}=${value}`,
    );
    world.write("three/Dockerfile", [`FROM ${world.base}`, ...lines, ""].join("\n"));
    const three = `${image}-runtime:3.0-18-base`;
    world.engine.docker("build", "--quiet", "--tag", three, join(world.folder, "three"));
    const error = await world.refused("", { IMAGE_ASTRONOMER: three });
    expect(error).toMatchObject({ code: "ADP-L1-016", what: expect.stringContaining("Airflow 3.0.6") });
    expect(error.next.join()).toMatch(/13\.11\.0.*3\.3-8/);
  });

  const unsigned = () =>
    [
      ...["Types: deb", `URIs: ${world.engine.tool("debian-mirror")}`, "Suites: bookworm-backports"],
      ...["Components: main", "Signed-By: /usr/share/keyrings/nobodys.gpg", ""],
    ].join("\n");
});
