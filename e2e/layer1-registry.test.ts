// Layer 1 goes to the company's registry and comes back by its digest; the registry is Debian's docker-registry.
// @suite 20 s
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Docker } from "../packages/adp/src/docker/index.ts";
import { pullLayer1, pushLayer1 } from "../packages/adp/src/layer1/index.ts";
import { Registry } from "./world/corporation/registry.ts";
import { type Engine, noEngine, openEngine } from "./world/docker/engine.ts";
import { missing, newFolder, onFreePort, removeFolder } from "./world/lib/index.ts";

const skip = noEngine() ?? missing("registry");
const name = `adp-e2e-registry-${process.pid}`;
const inputs = "0123456789abcdef".repeat(4);
const tag = `9.9.9-${inputs.slice(0, 12)}`;

describe.skipIf(skip !== undefined)(`adp layer1 push and pull (${skip ?? "docker-registry"})`, () => {
  let engine: Engine;
  let registry: Registry;
  let folder: string;
  let repository: string;
  const options = () => ({
    docker: new Docker({ env: engine.env }),
    name,
    env: { ...process.env, ...engine.env },
    note: () => {},
  });
  /** An image of one empty folder, with labels. */
  const image = (as: string, ...labels: string[]) =>
    execFileSync(
      "docker",
      ["import", ...labels.flatMap((label) => ["--change", `LABEL ${label}`]), "-", as],
      {
        env: { ...process.env, ...engine.env },
        input: execFileSync("tar", ["--create", "--file=-", "--directory", folder, "empty"]),
      },
    )
      .toString()
      .trim();
  const idOf = (reference: string) => engine.docker("image", "inspect", "--format", "{{.Id}}", reference);
  const forget = () => {
    const names = engine.docker("image", "ls", "--quiet", "--no-trunc", name);
    if (names !== "") engine.docker("rmi", "--force", ...new Set(names.split("\n")));
  };

  beforeAll(async () => {
    folder = newFolder("adp-registry");
    mkdirSync(join(folder, "empty"));
    engine = openEngine();
    await onFreePort(async (port) => {
      registry = await Registry.start(folder, join(folder, "storage"), [["ada", "a-token-of-ada"]], port);
      repository = `127.0.0.1:${port}/airflow/layer1-airflow`;
    });
  });
  afterAll(async () => {
    if (engine === undefined) return;
    forget();
    engine.close();
    await registry?.stop();
    removeFolder(folder);
  });

  const login = (token: string) =>
    execFileSync(
      "docker",
      ["login", "--username", "ada", "--password-stdin", repository.split("/")[0] ?? ""],
      { env: { ...process.env, ...engine.env }, input: token, stdio: ["pipe", "ignore", "ignore"] },
    );

  it("an address that is none, and what is not here", async () => {
    for (const wrong of ["layer1-airflow", "Not An Image", "airflow/layer1", `${repository}:1`])
      await expect(pushLayer1(wrong, options()), wrong).rejects.toMatchObject({ code: "ADP-L1-052" });
    await expect(pullLayer1(repository, options())).rejects.toMatchObject({ code: "ADP-L1-052" });
    await expect(pushLayer1(repository, options())).rejects.toMatchObject({ code: "ADP-L1-050" });
  });

  it("without a login, and with one that is wrong", async () => {
    image(
      `${name}:latest`,
      `io.airflow-data-platform.layer1.inputs=${inputs}`,
      "io.airflow-data-platform.layer1.version=9.9.9",
    );
    await expect(pushLayer1(repository, options())).rejects.toMatchObject({ code: "ADP-L1-053" });
    await expect(pullLayer1(`${repository}:1`, options())).rejects.toMatchObject({ code: "ADP-L1-053" });
    expect(() => login("wrong")).toThrow();
  });

  it("the image comes back by its digest, and becomes the latest", async () => {
    login("a-token-of-ada");
    const id = idOf(`${name}:latest`);
    const pushed = await pushLayer1(repository, options());
    expect(pushed).toMatchObject({
      reference: expect.stringMatching(new RegExp(`^${repository}@sha256:[0-9a-f]{64}$`)),
      image: `${name}:${tag}`,
    });
    expect(engine.docker("image", "ls", "--quiet", repository)).toBe("");
    forget();
    expect(() => idOf(id)).toThrow();

    const other = image(`${name}:latest`, "other=1");
    expect(await pullLayer1(pushed.reference, options())).toEqual(pushed);
    expect([idOf(`${name}:latest`), idOf(`${name}:${tag}`)]).toEqual([id, id]);
    engine.docker("rmi", other);
    forget();
    expect(await pullLayer1(`${repository}:${tag}`, options())).toEqual(pushed);
  });

  it("what the registry lacks, and what adp did not build, changes nothing here", async () => {
    const latest = idOf(`${name}:latest`);
    const absent = `${repository}@sha256:${"0".repeat(64)}`;
    await expect(pullLayer1(absent, options())).rejects.toMatchObject({ code: "ADP-L1-054" });
    const foreign = `${repository.split("/")[0]}/airflow/other:1`;
    image(foreign, "other=2");
    engine.docker("push", "--quiet", foreign);
    await expect(pullLayer1(foreign, options())).rejects.toMatchObject({ code: "ADP-L1-051" });
    engine.docker("rmi", "--force", idOf(foreign));
    expect(idOf(`${name}:latest`)).toBe(latest);
  });

  it("a registry that does not answer; a digest that is here needs none", async () => {
    const { reference } = await pullLayer1(`${repository}:${tag}`, options());
    await registry.stop();
    expect((await pullLayer1(reference, options())).reference).toBe(reference);
    await expect(pullLayer1(`${repository}:${tag}`, options())).rejects.toMatchObject({ code: "ADP-L1-013" });
  });
});
