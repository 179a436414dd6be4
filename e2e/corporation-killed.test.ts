// A corporation whose process is killed: none of its processes stays, and the next one removes its folder.
// @suite ci, 60 s, uses corporation
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until as look } from "@airflow-data-platform/cli-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, scratch } from "./world/adp.ts";
import { Corporation } from "./world/corporation/corporation.ts";
import { noCorporation } from "./world/corporation/requirements.ts";
import { openEngine } from "./world/docker/engine.ts";
import { PATIENCE_MS } from "./world/lib/index.ts";

const skip = noCorporation();

describe.skipIf(skip !== undefined)(`a killed corporation (${skip ?? "as root"})`, () => {
  // Removing this folder removes what the killed process left in its temporary folder.
  const temporary = scratch("killed");
  const before = process.env.TMPDIR;
  beforeAll(() => {
    chmodSync(temporary.folder, 0o711);
    process.env.TMPDIR = temporary.folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    temporary.close();
  });

  it("leaves no process, and its folder to the next one", async () => {
    const main = join(root, "e2e", "world", "corporation", "main.ts");
    const child = spawn(process.execPath, ["--import", "tsx", main], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let folder = "";
    for await (const line of createInterface({ input: child.stdout })) {
      folder = /^Its certificates: (.*)\/company-ca.crt$/.exec(line)?.[1] ?? folder;
      if (line === "Ctrl-C ends all of it.") break;
    }
    // The machine's first process, two daemons in it with their helpers, the artifact proxy, its relay, the registry, AD.
    expect(processesOf(folder).length).toBeGreaterThan(6);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    await look(() => processesOf(folder).length === 0, { timeoutMs: PATIENCE_MS });
    expect(processesOf(folder)).toEqual([]);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(folder);

    const outer = openEngine();
    try {
      const next = await Corporation.start(outer);
      try {
        expect(existsSync(folder)).toBe(false);
        expect(existsSync(next.folder)).toBe(true);
      } finally {
        await next.stop();
      }
      expect(processesOf(next.folder)).toEqual([]);
      expect(existsSync(next.folder)).toBe(false);
    } finally {
      outer.close();
    }
  });
});

/** Processes that were started with a path of the folder, or work in it. */
function processesOf(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return ""; // It ended in between.
      }
    })
    .filter((line) => line.includes(folder));
}
