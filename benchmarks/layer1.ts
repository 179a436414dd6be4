import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { root } from "../e2e/world/adp.ts";
import { openEngine } from "../e2e/world/docker/engine.ts";
import { buildRuntimes, otherNames, runtimeName } from "../e2e/world/runtime/runtime.ts";
import { attempt, ProcessFailure, run } from "../packages/adp/src/kernel/process.ts";
import { Secret } from "../packages/adp/src/kernel/secret.ts";
import { FileScanner } from "../packages/adp/src/layer1/scan/file.ts";
import { needlesOf } from "../packages/adp/src/layer1/scan/needles.ts";
import { type Claim, median, seconds } from "./measure.ts";

/**
 * Layer 1's claims beside a bare `docker build` of the same steps, and the scan beside secretlint (and gitleaks, where
 * it is installed) on the same layers. Needs a Docker Engine; `quick` leaves out the build with every step run again.
 */
export async function measureLayer1({ quick }: { readonly quick: boolean }): Promise<Claim[]> {
  const name = "adp-bench-layer1";
  const engine = openEngine();
  const work = mkdtempSync(join(tmpdir(), "adp-bench-layer1-"));
  const clone = join(work, "clone");
  const folder = join(clone, "layer1-base-image");
  const env = {
    ...engine.env,
    HOME: work,
    LAYER1_IMAGE: name,
    IMAGE_ASTRONOMER: runtimeName("2.9", "base"),
    IMAGE_NODE: otherNames.node,
  };

  async function timed(argv: readonly string[]): Promise<number> {
    const started = performance.now();
    await run(argv, { cwd: folder, env, timeoutMs: 900_000 });
    return (performance.now() - started) / 1000;
  }

  const program = join(clone, "packages", "adp", "dist", "adp.mjs");
  const adp = (...options: string[]) => timed([process.execPath, program, "layer1", "build", ...options]);
  const bare = (...options: string[]) =>
    timed([
      ...["docker", "buildx", "build", "--quiet", "--load", "--target", "layer1", "--tag", `${name}:bare`],
      ...["--build-arg", `IMAGE_ASTRONOMER=${env.IMAGE_ASTRONOMER}`, ...options, "."],
    ]);

  /** Both in turn on the same change, the bare build first: what it puts into the cache is undone by the next change. */
  async function beside(
    title: string,
    rounds: number,
    change: (round: number) => unknown,
    options: string[],
  ): Promise<Claim> {
    const taken: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      await change(round * 2);
      taken[0].push(await bare(...options));
      await change(round * 2 + 1);
      taken[1].push(await adp(...options));
    }
    const [docker, ours] = [median(taken[0]), median(taken[1])];
    return {
      name: title,
      measured: seconds(ours),
      beside: `${seconds(docker)} docker build, ${(ours / docker).toFixed(2)}x, ${(ours - docker).toFixed(1)} s more`,
      goal: "under 5 % plus 1 s more",
      met: ours < docker * 1.05 + 1,
    };
  }

  function append(path: string, text: (round: number) => string): (round: number) => void {
    const original = readFileSync(join(clone, path), "utf8");
    return (round) => {
      writeFileSync(join(clone, path), original + text(round));
    };
  }

  /** The files of the layers that Layer 1 adds, as an image scanner on a disk would see them. */
  async function exportedLayers(): Promise<string> {
    const to = join(work, "layers");
    mkdirSync(to, { recursive: true });
    await run(["docker", "save", "--output", join(work, "image.tar"), `${name}:latest`], { env });
    await run(["tar", "-C", work, "-xf", join(work, "image.tar"), "manifest.json", "blobs"]);
    const saved = z.array(z.object({ Layers: z.array(z.string()) }));
    const [manifest] = z.parse(saved, JSON.parse(readFileSync(join(work, "manifest.json"), "utf8")));
    const base = Number(
      engine.docker("image", "inspect", "--format", "{{len .RootFS.Layers}}", env.IMAGE_ASTRONOMER),
    );
    for (const [index, layer] of (manifest?.Layers ?? []).slice(base).entries()) {
      const target = join(to, String(index));
      mkdirSync(target);
      await run(["tar", "-C", target, "--no-same-owner", "--exclude=dev/*", "-xf", join(work, layer)]);
    }
    return to;
  }

  async function scanClaims(): Promise<Claim[]> {
    const layers = await exportedLayers();
    const files = readdirSync(layers, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const contents = files.map((path) => ({ path, content: readFileSync(path) }));
    const megabytes = contents.reduce((sum, file) => sum + file.content.length, 0) / 1e6;
    const login = (user: string) => ({ user, password: Secret.random(), place: "" });
    const scanner = new FileScanner(needlesOf([login("a"), login("b"), login("c")]), true);
    const clock = async (work: () => Promise<unknown>) => {
      const started = performance.now();
      await work();
      return (performance.now() - started) / 1000;
    };
    const all = async () => {
      for (const { path, content } of contents) await scanner.scan(path, content);
    };
    await all();
    const ours = megabytes / (await clock(all));
    // What any scan costs at least: one search for something that is not there.
    const absent = Buffer.from("\x01\xfe\x02\xfd\x03\xfc", "latin1");
    const search = async () => {
      for (const { content } of contents) content.indexOf(absent);
    };
    const plain = megabytes / (await clock(search));
    const { lintSource } = await import("@secretlint/core");
    const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
    const rules = [{ id: "preset", rule: creator, rules: [] }];
    const theirs =
      megabytes /
      (await clock(async () => {
        for (const { path, content } of contents)
          await lintSource({
            source: { filePath: path, content: content.toString("utf8"), ext: "", contentType: "text" },
            options: { config: { rules } },
          });
      }));
    const claims: Claim[] = [
      {
        name: `scan of the added layers (${megabytes.toFixed(0)} MB, 3 logins, archives opened)`,
        measured: `${ours.toFixed(0)} MB/s`,
        beside: `${theirs.toFixed(0)} MB/s secretlint on the same files, ${(ours / theirs).toFixed(1)}x; ${plain.toFixed(0)} MB/s one plain search, 1/${(plain / ours).toFixed(1)}`,
        goal: "faster than secretlint, above 400 MB/s",
        met: ours > theirs && ours > 400,
      },
    ];
    const started = performance.now();
    const gitleaks = await attempt(
      [
        ...[process.env.ADP_GITLEAKS ?? "gitleaks", "detect", "--no-git", "--no-banner"],
        ...["--exit-code", "0", "--source", layers],
      ],
      { env },
    );
    if (!(gitleaks instanceof ProcessFailure)) {
      const speed = megabytes / ((performance.now() - started) / 1000);
      claims.push({
        name: "the same, beside gitleaks",
        measured: `${ours.toFixed(0)} MB/s`,
        beside: `${speed.toFixed(0)} MB/s gitleaks, ${(ours / speed).toFixed(1)}x`,
        goal: "",
      });
    }
    return claims;
  }

  const claims: Claim[] = [];
  try {
    await buildRuntimes(engine, ["2.9"]);
    await run(["git", "clone", "--quiet", root, clone]);
    const certificates = process.env.SSL_CERT_FILE ?? "/etc/ssl/certs/ca-certificates.crt";
    if (existsSync(certificates))
      copyFileSync(certificates, join(folder, "config", "certificates", "machine.crt"));
    copyFileSync(join(folder, "config", "krb5.conf.example"), join(folder, "config", "krb5.conf"));
    await adp();
    await bare();
    if (!quick) claims.push(await beside("Layer 1, every step", 1, () => undefined, ["--no-cache"]));
    const unchanged = await beside("Layer 1, nothing changed", 5, () => undefined, []);
    claims.push({
      ...unchanged,
      goal: "under 3 s, scan included",
      met: Number.parseFloat(unchanged.measured) < 3,
    });
    // A new text each time, so that the engine's cache has no step of an earlier run.
    const now = Date.now();
    const requirement = append(
      "layer1-base-image/requirements.txt",
      (round) => `wheel==0.4${round % 4}.0  # ${now} ${round}\n`,
    );
    claims.push(await beside("Layer 1, one requirement", 3, requirement, []));
    requirement(0);
    const code = append(
      "sqlmodel-framework/src/sqlmodel_framework/__init__.py",
      (round) => `# ${now} ${round}\n`,
    );
    const framework = async (round: number) => {
      code(round);
      // The bare build uses the wheel that is already there.
      await run([process.execPath, program, "layer1", "framework"], { env });
    };
    claims.push(await beside("Layer 1, the framework's code", 3, framework, []));
    claims.push(...(await scanClaims()));
  } finally {
    const tags = engine.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split("\n");
    const made = tags.filter((tag) => tag.startsWith(name));
    if (made.length > 0) engine.docker("rmi", "--force", ...made);
    rmSync(work, { recursive: true, force: true });
    engine.close();
  }
  return claims;
}
