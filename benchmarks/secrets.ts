import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { bundle, root } from "../e2e/world/adp.ts";
import { attempt, ProcessFailure, run } from "../packages/adp/src/kernel/process.ts";
import { scanFile, scanSecretlint } from "../packages/adp/src/secretscan/index.ts";
import { type Claim, inTurn } from "./measure.ts";

const adp = [process.execPath, bundle, "secrets", "scan", "--json"];
const gitleaks = process.env.ADP_GITLEAKS ?? "gitleaks";
const quiet = ["--no-banner", "--log-level", "error", "--exit-code", "0", "."];
const texts = new Set([
  ".ts",
  ".js",
  ".mjs",
  ".md",
  ".py",
  ".json",
  ".yaml",
  ".yml",
  ".toml",
  ".sql",
  ".sh",
  ".txt",
]);

interface Files {
  readonly folder: string;
  readonly contents: readonly { readonly path: string; readonly content: Buffer }[];
  readonly megabytes: number;
}

/**
 * The secret scan of 10,000 files and of a commit, from the start of the process to its end, beside gitleaks where it is
 * installed; and beside secretlint, whose rules alone are measured, on some of the files.
 */
export async function measureSecrets({ quick }: { readonly quick: boolean }): Promise<Claim[]> {
  const work = mkdtempSync(join(tmpdir(), "adp-bench-secrets-"));
  const hasGitleaks = !((await attempt([gitleaks, "version"])) instanceof ProcessFailure);
  const name = hasGitleaks ? "gitleaks" : "a Node.js that does nothing";
  const nothing = [process.execPath, "-e", ""];
  try {
    const sources = await cleanTexts();
    const many = await staged(join(work, "many"), sources, { count: 10_000, bytes: 91_000_000 });
    const commit = await staged(join(work, "commit"), sources, { count: 10, bytes: 100_000 });
    const [ours, theirs] = await inTurn(
      adp,
      hasGitleaks ? [gitleaks, "dir", ...quiet] : nothing,
      quick ? 1 : 3,
      many.folder,
    );
    const [hook, other] = await inTurn(
      [...adp, "--staged"],
      hasGitleaks ? [gitleaks, "git", "--staged", ...quiet] : nothing,
      15,
      commit.folder,
    );
    const [, bare] = await inTurn(nothing, nothing, 15);
    const some = many.contents.slice(0, quick ? 300 : 1000);
    const speed = await speedOf(some, ({ path, content }) => scanFile(path, content));
    const secretlint = await speedOf(some, ({ path, content }) =>
      scanSecretlint({ path, content: content.toString("utf8") }),
    );
    return [
      {
        name: `secret scan, 10,000 files (${many.megabytes.toFixed(0)} MB)`,
        measured: `${(ours / 1000).toFixed(1)} s`,
        beside: `${(theirs / 1000).toFixed(1)} s ${name}, ${(ours / theirs).toFixed(2)}x`,
        goal: "under 10 s",
        met: ours < 10_000,
      },
      {
        name: "secret scan, a commit of 10 files and 100 kB",
        measured: `${hook.toFixed(0)} ms`,
        beside: `${other.toFixed(0)} ms ${name}, ${(hook / other).toFixed(2)}x; ${bare.toFixed(0)} ms bare Node.js, ${(hook / bare).toFixed(2)}x`,
        // 300 ms where bare Node.js takes 60: the ratio holds on any machine.
        goal: "under 5x bare Node.js",
        met: hook / bare < 5,
      },
      {
        name: `secret scan, the rules alone (${some.length} files)`,
        measured: `${speed.toFixed(0)} MB/s`,
        beside: `${secretlint.toFixed(1)} MB/s secretlint, ${(speed / secretlint).toFixed(0)}x`,
        goal: "faster than secretlint",
        met: speed > secretlint,
      },
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Texts of this clone and its packages in which nothing is found. */
async function cleanTexts(): Promise<{ name: string; content: Buffer }[]> {
  const found: { name: string; content: Buffer }[] = [];
  const left = [join(root, "packages"), join(root, "docs"), join(root, "node_modules")];
  for (let folder = left.pop(); folder !== undefined && found.length < 4000; folder = left.pop())
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) left.push(path);
      if (!entry.isFile() || !texts.has(extname(path))) continue;
      const content = readFileSync(path);
      if (content.length < 400_000 && (await scanFile(path, content)).length === 0)
        found.push({ name: basename(path), content });
    }
  return found;
}

/** A repository of so many files with so many bytes in all, which the next commit would hold. */
async function staged(
  folder: string,
  sources: readonly { readonly name: string; readonly content: Buffer }[],
  { count, bytes }: { readonly count: number; readonly bytes: number },
): Promise<Files> {
  const each = Math.floor(bytes / count);
  const contents: { path: string; content: Buffer }[] = [];
  for (let index = 0; index < count; index++) {
    // Of each as much as brings the sum near what is asked for.
    const { name, content } = sources[(index * 7919) % sources.length] as (typeof sources)[number];
    const path = join(folder, `${index % 100}`, `${index}-${name}`);
    const times = Math.max(1, Math.round(each / Math.max(content.length, 1)));
    const made = Buffer.concat(Array.from({ length: Math.min(times, 20) }, () => content));
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, extname(name) === ".json" ? content : made);
    contents.push({ path, content: made });
  }
  await run(["git", "init", "--quiet", folder]);
  await run(["git", "add", "--all"], { cwd: folder });
  return {
    folder,
    contents,
    megabytes: contents.reduce((sum, { content }) => sum + content.length, 0) / 1e6,
  };
}

/** In megabytes a second. */
async function speedOf(
  files: Files["contents"],
  scan: (file: Files["contents"][number]) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  for (const file of files) await scan(file);
  const size = files.reduce((sum, { content }) => sum + content.length, 0);
  return size / 1000 / (performance.now() - started);
}
