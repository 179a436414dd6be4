import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, type TestContext, test, vi } from "vitest";
import { AdpError, stepLines } from "../../kernel/errors.ts";
import { openOutput } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";
import { explainFolderFailure, requireOwnEngine, requireOwnFolder } from "./folder-failure.ts";
import { onSmallDisk } from "./testing/small-disk.ts";
import { prepareTools } from "./tools.ts";

let runFolder: string;
beforeAll(() => {
  runFolder = mkdtempSync(join(tmpdir(), "adp-disk-"));
});
afterAll(() => rmSync(runFolder, { recursive: true, force: true }));

async function on(
  mount: string,
  script: "start" | "status",
  context: TestContext,
  more: { fill?: number } = {},
): Promise<unknown> {
  const answer = await onSmallDisk({
    ...{ mount, folder: runFolder, options: { runFolder, ...more } },
    script: fileURLToPath(new URL(`testing/${script}.ts`, import.meta.url)),
  });
  if (typeof answer !== "string") return answer;
  if (process.env.CI) throw new Error(answer);
  return context.skip(answer);
}

test("a run folder on a disk that is read-only: ADP-RUN-008", async (context) => {
  const answer = await on("size=2m,ro", "start", context);
  expect(answer).toMatchObject({ code: "ADP-RUN-008", why: expect.stringContaining("EROFS") });
});

test("a start on a full disk: ADP-RUN-009", async (context) => {
  const answer = await on("size=64k", "start", context, { fill: 64 * 1024 });
  expect(answer).toMatchObject({ code: "ADP-RUN-009", evidence: [expect.stringContaining("ENOSPC")] });
});

test("a disk that fills while all services run: the status is no longer healthy, and says why", async (context) => {
  const answer = await on("size=48m", "status", context, { fill: 24 * 1024 * 1024 });
  const services = ["postgres", "web", "scheduler", "dag-processor", "triggerer"].map((name) =>
    expect.objectContaining({ name, running: true, healthy: true }),
  );
  expect(answer).toMatchObject({
    before: { state: "healthy", services: expect.arrayContaining(services), problems: [] },
    after: {
      state: "unhealthy",
      services: expect.arrayContaining(services),
      problems: [expect.stringContaining(runFolder)],
    },
  });
});

test("another user's run folder: ADP-RUN-008 names the owner", () => {
  const me = process.getuid?.() ?? 0;
  expect(() => requireOwnFolder(runFolder, me)).not.toThrow();
  expect(() => requireOwnFolder(runFolder, me + 1)).toThrow(
    expect.objectContaining({ code: "ADP-RUN-008", message: expect.stringContaining(`uid ${me}`) }),
  );
});

test("another user's engine: ADP-RUN-015 names it and its owner; root may use it and replaces none", () => {
  const me = process.getuid?.() ?? 0;
  const engine = join(runFolder, "engine");
  mkdirSync(engine, { recursive: true });
  for (const rebuild of [false, true])
    expect(() => requireOwnEngine(engine, { rebuild, me: me + 1 })).toThrow(
      expect.objectContaining({
        code: "ADP-RUN-015",
        message: expect.stringMatching(`${engine}[^]*uid ${me}`),
      }),
    );
  expect(() => requireOwnEngine(engine, { rebuild: true, me })).not.toThrow();
  expect(() => requireOwnEngine(join(runFolder, "none"), { rebuild: true, me: me + 1 })).not.toThrow();
  if (me === 0) chownSync(engine, 1, 1);
  expect(() => requireOwnEngine(engine, { me: 0 })).not.toThrow();
  expect(() => requireOwnEngine(engine, { rebuild: true, me: 0 })).toThrow("belongs to another user");
});

test("an incomplete engine of another user stays as it is", async () => {
  const engineFolder = mkdtempSync(join(runFolder, "engine-"));
  const environment = join(engineFolder, "airflow-3.3-py3.12-0");
  mkdirSync(environment);
  vi.spyOn(process, "getuid").mockReturnValue((process.getuid?.() ?? 0) + 1);
  try {
    const progress = new Progress(openOutput({ json: true }));
    const options = { runFolder, engineFolder, datakits: [], progress };
    await expect((async () => prepareTools(options, "3.3"))()).rejects.toMatchObject({ code: "ADP-RUN-015" });
    expect(existsSync(environment)).toBe(true);
  } finally {
    vi.restoreAllMocks();
  }
});

test("a run folder that cannot be made: the advice names the nearest folder that exists", () => {
  const denied = Object.assign(new Error("EROFS"), { code: "EROFS" });
  const error = explainFolderFailure(denied, join(runFolder, "none", ".adp", "run"));
  expect(error).toMatchObject({ code: "ADP-RUN-008" });
  if (!(error instanceof AdpError)) throw error;
  expect(stepLines(error.next)[0]).toMatch(new RegExp(` ls -ld ${runFolder}$`));
});
