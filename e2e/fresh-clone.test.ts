// What a stranger does: clone, `make demo`, type what it prints. As an ordinary user where the tests run as root.
import { createHash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { attempt, ProcessFailure, run } from "../packages/adp/src/kernel/process.ts";
import { processesOf, root, scratch } from "./world/adp.ts";

const world = scratch("stranger");
const home = join(world.folder, "home");
const clone = join(world.folder, "clone");
const asRoot = process.getuid?.() === 0;
/** The account that every Unix has for programs that own nothing. */
const nobody = 65534;

/** With cold downloads of hundreds of megabytes, for one line or the whole test: nothing is claimed about time here. */
const longest = 1_800_000;

afterAll(async () => {
  await type("make clean");
  world.close();
});

/** Types a line into a new shell of that user: no variable of ours but PATH, without the folders of root's own tools. */
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

  // State lies in .adp/run, which git ignores; the home folder holds download caches and nothing else.
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
  const made = /^ {2}a datakit of your own: +(.*)$/m.exec(demo.stdout)?.[1] ?? "";
  expect((await type(made)).stdout).toMatch(/^Made .*my-first-datakit/);
  await type("rm -r ../my-first-datakit");

  // The guide, as typed: its blocks in order, in one shell.
  const guide = readFileSync(join(clone, "docs", "getting-started-simple.md"), "utf8");
  const blocks = [...guide.matchAll(/^```bash\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
  expect(blocks.length).toBeGreaterThan(6);
  const typed = blocks.filter((block) => block.trim() !== "make demo").join("\n");
  const followed = await type(`set -e\n${typed}`);
  expect(followed.code, followed.stdout + followed.stderr).toBe(0);

  const cleaned = await type("make clean");
  expect(cleaned.code, cleaned.stderr).toBe(0);
  expect(existsSync(join(clone, ".adp", "run"))).toBe(false);
  expect((await type("git status --porcelain --ignored")).stdout).toBe("");
});

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
