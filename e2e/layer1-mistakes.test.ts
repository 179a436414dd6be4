// Each mistake in a set-up of Layer 1 has its own code. Real tools cause the failures.
// @suite ci, 85 s
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noEngine } from "./world/docker/engine.ts";
import { Layer1World } from "./world/layer1/layer1.ts";

const skip = noEngine();
const image = "adp-e2e-mistakes";

describe.skipIf(skip !== undefined)(`mistakes in a set-up of Layer 1${skip ? ` (${skip})` : ""}`, () => {
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
      "a repository signed by an unknown key",
      "ADP-L1-024",
      { file: "config/apt/other.sources", change: () => unsigned() },
    ],
    // A changed file, so that the step does not come from the cache.
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
      "a Python package that is not the file of its hash",
      "ADP-L1-029",
      {
        file: "constraints/airflow-2.9.txt",
        change: (text) => text.replaceAll(/sha256:[0-9a-f]{8}/g, "sha256:00000000"),
      },
    ],
    [
      "uv itself is not the file of its hash",
      "ADP-L1-029",
      {
        file: "constraints/uv.txt",
        change: (text) => text.replaceAll(/sha256:[0-9a-f]{8}/g, "sha256:00000000"),
      },
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

  it("--locked without a lock, and with one that names another base: ADP-L1-008, ADP-L1-017", async () => {
    const lock = join(world.layer1, "layer1.lock");
    expect(await world.refused("--locked")).toMatchObject({ code: "ADP-L1-008" });
    await world.built("--lock");
    const written = readFileSync(lock, "utf8");
    expect((await world.built("--locked")).unchanged).toBe(true);
    // The same name, and another image behind it.
    writeFileSync(lock, written.replaceAll(/sha256:[0-9a-f]{8}/g, "sha256:00000000"));
    expect(await world.refused("--locked")).toMatchObject({ code: "ADP-L1-017" });
    rmSync(lock);
  });

  const unsigned = () =>
    [
      ...["Types: deb", `URIs: ${world.engine.tool("debian-mirror")}`, "Suites: bookworm-backports"],
      ...["Components: main", "Signed-By: /usr/share/keyrings/nobodys.gpg", ""],
    ].join("\n");
});
