// What a new user does: clone, `make demo`, type what it prints. Runs as an ordinary user where the tests run as root.
// @suite ci, 130 s, uses accounts
import { createHash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { attempt, ProcessFailure, run } from "../packages/adp/src/kernel/process.ts";
import { processesOf, root, scratch } from "./world/adp.ts";
import { shellBlocks } from "./world/documents.ts";

const world = scratch("stranger");
const home = join(world.folder, "home");
const clone = join(world.folder, "clone");
const asRoot = process.getuid?.() === 0;
/** The uid of the account nobody. */
const nobody = 65534;

/** Hundreds of megabytes may have to be downloaded. This test says nothing about time. */
const longest = 1_800_000;

afterAll(async () => {
  await type("make clean");
  world.close();
});

/** Types a line into a new shell of that user, with a clean environment and without root's own tools on PATH. */
async function type(line: string) {
  const path = (process.env.PATH ?? "")
    .split(":")
    .filter(
      (folder) =>
        !(asRoot && folder.startsWith(`${userInfo().homedir}/`)) && !folder.includes("node_modules"),
    );
  const who = asRoot ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];
  const kept = Object.entries(process.env).filter(([name]) =>
    /(_CERT|CA_CERTS|CA_BUNDLE|CERT_FILE|CERT_DIR|_PROXY|_proxy|^PIP_|^UV_|^npm_config_registry)/.test(name),
  );
  const result = await attempt([...who, "sh", "-c", line], {
    cwd: clone,
    bareEnvironment: true,
    env: { ...Object.fromEntries(kept), PATH: path.join(":"), HOME: home, LANG: "C.UTF-8", NO_COLOR: "1" },
    timeoutMs: longest,
  });
  if (result instanceof ProcessFailure && result.kind !== "exited") throw result;
  return result;
}

test("clone, make demo, and every line that it proposes", { timeout: longest }, async () => {
  for (const folder of [home, clone]) {
    mkdirSync(folder, { mode: 0o700 });
    if (asRoot) {
      chownSync(world.folder, nobody, nobody);
      chownSync(folder, nobody, nobody);
    }
  }
  const accounts = digest("/etc/passwd");
  await run(["git", "clone", "--quiet", "--no-local", `file://${root}`, "."], { cwd: clone });
  if (asRoot) await run(["chown", "-R", `${nobody}:${nobody}`, clone]);

  const demo = await type("make demo");
  expect(demo.code, demo.stdout + demo.stderr).toBe(0);
  expect(demo.stdout).toContain("every row that was read is accounted for");
  expect(demo.stdout).toMatch(/silver +flight +336,776\n/);
  expect(processesOf(join(clone, ".adp", "run", "demo"))).toEqual([]);

  // All state is in .adp/run, which git ignores; the home folder holds only download caches.
  expect((await type("git status --porcelain")).stdout).toBe("");
  expect(readdirSync(home).filter((name) => name !== ".npm" && name !== ".cache")).toEqual([]);
  if (existsSync(join(home, ".cache"))) {
    expect(readdirSync(join(home, ".cache")).filter((name) => name !== "uv" && name !== "pip")).toEqual([]);
  }
  expect(digest("/etc/passwd")).toBe(accounts);

  const sql = /^ {2}SQL on these tables: +(.*)$/m.exec(demo.stdout)?.[1] ?? "";
  const answer = await type(sql);
  expect(answer.code, answer.stderr).toBe(0);
  expect(answer.stdout).toMatch(/\(5 rows\)/);
  // The flights' README has this line for its own folder; in the clone it reads what the demo loaded.
  const flights = readFileSync(join(clone, "examples", "nyc-flights-incremental", "README.md"), "utf8");
  const line = /^adp (dev exec python -m nyc_flights\.report)$/m.exec(flights)?.[1];
  const report = await type(`node packages/adp/dist/adp.mjs ${line}`);
  expect(report.stdout, report.stderr).toMatch(/^books: 171 of 171 checks balance$/m);
  const made = /^ {2}a datakit of your own: +(.*)$/m.exec(demo.stdout)?.[1] ?? "";
  expect((await type(made)).stdout).toMatch(/^Made .*my-first-datakit/);
  await type("rm -r ../my-first-datakit");

  // The commands of the guide up to Docker, in order, in one shell; each prints what the guide says.
  const guide = shellBlocks(clone, "docs/getting-started-simple.md");
  const steps = guide.filter(({ runBy }) => runBy === undefined);
  expect(steps.length).toBeGreaterThan(6);
  expect(steps.filter(({ sample }) => sample !== undefined).length).toBeGreaterThan(4);
  const typed = steps.map(({ commands }) => (commands.trim() === "make demo" ? "" : commands));
  const followed = await type(`exec 2>&1\nset -e\n${typed.join("echo '-- the next step'\n")}`);
  expect(followed.code, followed.stdout).toBe(0);
  const printed = followed.stdout.split("-- the next step\n");
  for (const [index, { commands, sample }] of steps.entries()) {
    const said = commands.trim() === "make demo" ? `${demo.stderr}${demo.stdout}` : (printed[index] ?? "");
    if (sample !== undefined) expect(said, commands).toMatch(printedLike(sample));
  }

  const cleaned = await type("make clean");
  expect(cleaned.code, cleaned.stderr).toBe(0);
  expect(existsSync(join(clone, ".adp", "run"))).toBe(false);
  expect((await type("git status --porcelain --ignored")).stdout).toBe("");
});

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** Matches exactly what the sample shows, but for times, ports and widths; `...` stands for anything. */
function printedLike(sample: string): RegExp {
  const varying =
    /(\.\.\.|\d+\.\d s|\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+00)|(?<=-p |127\.0\.0\.1:)\d+|-{3,}|\s+)/;
  const parts = sample.trim().split(varying);
  const patterns = parts.map((part, index) =>
    index % 2 === 1 ? like(part) : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^\\s*${patterns.join("")}\\s*$`);
}

function like(word: string): string {
  if (word === "...") return "[^]*";
  if (word.trim() === "") return word.includes("\n") ? "\\s*\\n\\s*" : "\\s+";
  return word.startsWith("---") ? "-+" : word.endsWith(" s") ? "\\d+\\.\\d s" : "[\\d:.TZ +-]+";
}
