import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AdpError, stepLines } from "../kernel/errors.ts";
import { findDatakit, findProject } from "./project.ts";

let top: string;
let clone: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "adp-project-")));
  clone = join(top, "clone");
  mkdirSync(join(clone, "docs"), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

/** The commands that are proposed, as they are typed. */
const next = (folder: string): readonly string[] => {
  try {
    findProject(folder, clone);
  } catch (error) {
    expect(error).toMatchObject({ code: "ADP-DEV-001", exit: 64 });
    return stepLines((error as AdpError).next).filter((line) => !/^ +\(/.test(line));
  }
  throw new Error(`${folder} is a project`);
};

test("inside the clone, what the demo left; before a demo, ADP-DEV-001 with the line that makes it", () => {
  expect(next(clone)[0]).toMatch(/ make demo$/);
  expect(next(join(clone, "docs"))[0]).toMatch(/ make -C \.\. demo$/);
  expect(next(join(clone, "docs"))[1]).toMatch(/ datakit new my-first --into \.\.\/\.\.$/);
  mkdirSync(join(clone, ".adp", "run", "demo"), { recursive: true });
  expect(findProject(join(clone, "docs"), clone).runFolder).toBe(join(clone, ".adp", "run", "demo"));
  // It is looked at, and not started as if it were a datakit.
  expect(thrown(() => findDatakit(join(clone, "docs"), clone)).code).toBe("ADP-DEV-001");
});

test("elsewhere, the datakit around a folder; without one, ADP-DEV-001 says how to make one", () => {
  const datakit = join(top, "sales-datakit");
  for (const folder of ["dags", ".astro"]) mkdirSync(join(datakit, folder), { recursive: true });
  expect(findDatakit(datakit, clone)).toEqual(findProject(datakit, clone));
  expect(findProject(join(datakit, "dags"), clone)).toEqual({
    datakits: [datakit],
    runFolder: join(datakit, ".adp", "run"),
  });
  expect(next(top).join("\n")).toMatch(/ datakit new my-first$/m);
  expect(next(join(top, "nowhere")).join("\n")).not.toMatch(/ make /);
});

test("--datakit with a folder that is none: the same command is not proposed", () => {
  const { next } = thrown(() => findProject(join(top, "nowhere"), clone));
  expect(JSON.stringify(next)).not.toContain('"again"');
  expect(JSON.stringify(thrown(() => findProject(process.cwd(), clone)).next)).toContain('"again"');
});

function thrown(work: () => unknown): AdpError {
  try {
    work();
  } catch (error) {
    return error as AdpError;
  }
  throw new Error("nothing was thrown");
}
