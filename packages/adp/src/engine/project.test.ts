import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProject } from "./project.ts";

let top: string;
let clone: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "adp-project-")));
  clone = join(top, "clone");
  mkdirSync(join(clone, "docs"), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const next = (folder: string): readonly string[] => {
  try {
    findProject(folder, clone);
  } catch (error) {
    expect(error).toMatchObject({ code: "ADP-DEV-001", exit: 64 });
    return (error as { next: string[] }).next;
  }
  throw new Error(`${folder} is a project`);
};

test("inside the clone, what the demo left; before a demo, ADP-DEV-001 with the line that makes it", () => {
  expect(next(clone)[0]).toMatch(/^make demo {3}/);
  expect(next(join(clone, "docs"))[0]).toMatch(/^make -C \.\. demo {3}/);
  expect(next(join(clone, "docs"))[1]).toMatch(/ datakit new my-first --into \.\.\/\.\. {3}/);
  mkdirSync(join(clone, ".adp", "run", "demo"), { recursive: true });
  expect(findProject(join(clone, "docs"), clone).runFolder).toBe(join(clone, ".adp", "run", "demo"));
});

test("elsewhere, the datakit around a folder; without one, ADP-DEV-001 says how to make one", () => {
  const datakit = join(top, "sales-datakit");
  for (const folder of ["dags", ".astro"]) mkdirSync(join(datakit, folder), { recursive: true });
  expect(findProject(join(datakit, "dags"), clone)).toEqual({
    datakits: [datakit],
    runFolder: join(datakit, ".adp", "run"),
  });
  expect(next(top).join("\n")).toMatch(/ datakit new my-first {3}/);
  expect(next(join(top, "nowhere")).join("\n")).not.toMatch(/^make /m);
});
