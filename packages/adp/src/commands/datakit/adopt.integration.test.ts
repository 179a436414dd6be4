import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { run } from "../../kernel/process.ts";
import { confirm } from "../../kernel/prompt.ts";
import { adopt } from "./adopt.ts";

vi.mock("../../kernel/prompt.ts", () => ({ confirm: vi.fn() }));

let said = "";
beforeEach(() => {
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.stubEnv("DOCKER_HOST", "unix:///nowhere.sock");
  return () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  };
});

/** A project in a repository of its own. */
async function project(): Promise<string> {
  const folder = join(temporaryFolder(), "sales");
  mkdirSync(join(folder, "dags"), { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), "FROM apache/airflow:2.9.3\n");
  writeFileSync(join(folder, "dags", "sales.py"), "from airflow import DAG\n");
  const git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"] as const;
  await run([...git, "init", "--quiet"], { cwd: folder });
  await run([...git, "add", "--all"], { cwd: folder });
  await run([...git, "commit", "--quiet", "--message", "x"], { cwd: folder });
  return folder;
}

const base = (folder: string) => readFileSync(join(folder, "Dockerfile"), "utf8");

test("the difference is shown, and written after a yes alone", async () => {
  const folder = await project();
  vi.mocked(confirm).mockImplementationOnce(async () => {
    expect(said).toContain("-FROM apache/airflow:2.9.3\n+FROM layer1-airflow:latest\n");
    return false;
  });
  expect(await adopt(folder, {})).toBe(1);
  expect(said).toContain("Nothing was written.");
  expect(base(folder)).toBe("FROM apache/airflow:2.9.3\n");
  vi.mocked(confirm).mockResolvedValueOnce(true);
  expect(await adopt(folder, {})).toBe(0);
  expect(base(folder)).toBe("FROM layer1-airflow:latest\n");
});

test("without a terminal nothing is written: ADP-KIT-017; --json proposes, and writes with --yes", async () => {
  const folder = await project();
  vi.mocked(confirm).mockResolvedValueOnce(undefined);
  await expect(adopt(folder, {})).rejects.toMatchObject({ code: "ADP-KIT-017", exit: 64 });
  said = "";
  expect(await adopt(folder, { json: true })).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ name: "sales", written: false });
  expect(base(folder)).toBe("FROM apache/airflow:2.9.3\n");
  said = "";
  expect(await adopt(folder, { json: true, yes: true })).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ written: true });
  expect(base(folder)).toBe("FROM layer1-airflow:latest\n");
});
