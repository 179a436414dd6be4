// What is wrong with an image is reported: by `adp layer1 verify` without a build, and by the scan after a build.
// @suite ci, 60 s
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noEngine } from "./world/docker/engine.ts";
import { type Built, Layer1World, type Refusal } from "./world/layer1/layer1.ts";

const skip = noEngine();
const image = "adp-e2e-verify";

describe.skipIf(skip !== undefined)(`Layer 1 verified (${skip ?? "on a stand-in for the Runtime"})`, () => {
  let world: Layer1World;
  let first: Built;
  /** The stand-in is an unsupported Runtime; a real one may be supported. */
  let unsupported: string[];

  beforeAll(async () => {
    world = await Layer1World.create(image);
    first = await world.built();
    if (process.env.ADP_E2E_RUNTIME === undefined)
      expect(first.warnings.join("\n")).toMatch(/out of support since 2025-10-31/);
    unsupported = first.warnings.some((line) => line.includes("out of support")) ? ["ADP-L1-071"] : [];
  });
  afterAll(() => world?.close());

  it("is verified without a build, and each fault has its code", async () => {
    const good = await world.make("verify");
    const { checks } = good.document as { checks: { name: string; ok: boolean; code: string | null }[] };
    expect(
      checks.filter((check) => !check.ok).map((check) => check.code),
      good.said,
    ).toEqual(unsupported);
    expect(good.code).toBe(0);

    const broken = join(world.folder, "broken");
    mkdirSync(broken);
    const faults = [
      "USER root",
      "RUN rm -rf /etc/odbcinst.ini /usr/bin/klist && touch /usr/local/bin/gcc && chmod 0755 /usr/local/bin/gcc",
      "RUN mkdir /everybody && chmod 0777 /everybody",
      "RUN pip uninstall -qy --break-system-packages sqlmodel-framework pydantic",
      "RUN echo 'machine a.example login me password Zq81xPlm2w' > /root/.netrc && rm /root/.netrc",
      "LABEL io.astronomer.docker.airflow.version=2.9.2",
    ];
    writeFileSync(
      join(broken, "Dockerfile"),
      `FROM ${first.base.taken} AS base\nFROM ${image}:latest\n${faults.join("\n").replace("rm /root/.netrc", "true\nRUN rm /root/.netrc")}\n`,
    );
    for (const name of ["packages.txt", "requirements.txt"]) writeFileSync(join(broken, name), "");
    world.engine.docker("build", "--quiet", "--tag", `${image}-broken:latest`, broken);
    const bad = await world.make("verify", `${image}-broken:latest`);
    const codes = (bad.document as { checks: { ok: boolean; code: string }[] }).checks
      .filter((check) => !check.ok)
      .map((check) => check.code);
    expect(codes.sort(), bad.said).toEqual([
      ...["061", "062", "063", "064", "065", "066", "067", "068", "069", "070"].map(
        (number) => `ADP-L1-${number}`,
      ),
      ...unsupported,
    ]);
    expect(bad.said).not.toContain("Zq81xPlm2w");
    world.engine.docker("tag", "debian:bookworm-slim", `${image}-stranger:latest`);
    const stranger = (await world.make("verify", `${image}-stranger:latest`)).document as {
      checks: { code: string }[];
    };
    expect(stranger.checks.map((check) => check.code)).toEqual(
      expect.arrayContaining(["ADP-L1-060", "ADP-L1-073"]),
    );
    expect((await world.make("verify", `${image}:none`)).document).toMatchObject({
      error: { code: "ADP-L1-050" },
    });
  });

  /** What a build ends with where these are the last lines of its Dockerfile; `latest` is the earlier image. */
  async function refusedAfter(lines: string): Promise<Refusal> {
    const dockerfile = join(world.layer1, "Dockerfile");
    const before = readFileSync(dockerfile, "utf8");
    const last = "FROM platform AS layer1\n";
    writeFileSync(dockerfile, before.replace(last, `${last}USER root\n${lines}USER astro\n`));
    try {
      const error = await world.refused();
      expect(world.inspect(`${image}:latest`).Id).toBe(first.id);
      expect(world.engine.docker("image", "ls", "--format", "{{.Tag}}", image)).not.toMatch(/unscanned/);
      return error;
    } finally {
      writeFileSync(dockerfile, before);
    }
  }

  it("fails when a step writes a login into the image, in any form, and leaves latest as it was", async () => {
    // Each form in a layer of its own, removed again by the next.
    const steps = [
      "cp /s /raw",
      "rm /raw; python3 -c \"import base64,re,sys; pw=re.search(r'password (\\\\S+)',open('/s').read()).group(1); open('/b64','wb').write(base64.b64encode(('myuser:'+pw).encode()))\"",
      "rm /b64; python3 -c \"import zipfile; z=zipfile.ZipFile('/x.whl','w',zipfile.ZIP_DEFLATED); z.write('/s','pkg/settings'); z.close()\"",
      "rm /x.whl; gzip -c /s > /x.gz",
    ];
    const leaks = steps.map((step) => `RUN --mount=type=secret,id=apt-auth,target=/s ${step}\n`).join("");
    const error = await refusedAfter(`${leaks}RUN rm /x.gz\n`);
    expect(error).toMatchObject({ code: "ADP-L1-040" });
    const evidence = (error as unknown as { evidence: string[] }).evidence.join("\n");
    for (const where of ["raw", "b64", "x.whl!pkg/settings", "x.gz!"]) expect(evidence).toContain(where);
    expect(evidence).toMatch(/in base64/);
  });

  it.each([
    ["the framework cannot be imported", "pip uninstall -qy --break-system-packages pydantic", "ADP-L1-065"],
    ["the driver's settings are gone", "rm /etc/odbcinst.ini", "ADP-L1-063"],
  ])(
    "fails where %s, although every step ended well, and leaves latest as it was",
    async (_why, step, code) => {
      const error = await refusedAfter(`RUN ${step}\n`);
      expect(error).toMatchObject({ code });
      expect(error.what).toContain("was built, and does not keep its promise");
    },
  );
});
