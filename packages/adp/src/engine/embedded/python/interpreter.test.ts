import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AdpError, stepLines } from "../../../kernel/errors.ts";
import { airflowLine } from "../lines.ts";
import { findPython, range, type Search } from "./interpreter.ts";

/** The first thing that is proposed, as it is typed. */
function first(error: AdpError): string {
  return stepLines(error.next)[0]?.replace(/^ *\w+: */, "") ?? "";
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-pythons-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers as a Python of that version would. */
function python(path: string, version: string, more: Record<string, unknown> = {}): string {
  const full = join(folder, path);
  const told = {
    ...{ version, real: full, implementation: "cpython", freeThreaded: false, bits: 64 },
    ...{ venv: true, pip: true, ssl: true, ...more },
  };
  return program(path, `echo 'adp:${JSON.stringify(told)}'`);
}

function program(path: string, script: string): string {
  const full = join(folder, path);
  mkdirSync(join(full, ".."), { recursive: true });
  writeFileSync(full, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  return full;
}

function search(more: Partial<Search> = {}): Search {
  const env = { PATH: `${join(folder, "bin")}:relative`, HOME: join(folder, "home") };
  return { line: airflowLine("3.3"), venv: true, machine: "debian", ...more, env: { ...env, ...more.env } };
}

async function failing(more: Partial<Search> = {}): Promise<AdpError> {
  const error = await findPython(search(more)).catch((thrown) => thrown);
  if (!(error instanceof AdpError)) throw error;
  return error;
}

describe("the Python of an Airflow", () => {
  it("is the one that its lock prefers, whatever python3 is", async () => {
    python("bin/python3", "3.11.9");
    python("bin/python3.11", "3.11.9");
    const best = python("bin/python3.12", "3.12.4");
    expect((await findPython(search())).path).toBe(best);
  });

  it("is python3 or python where nothing has a version in its name", async () => {
    python("bin/python3", "3.9.2");
    const fits = python("bin/python", "3.13.1");
    expect(await findPython(search())).toMatchObject({ path: fits, minor: "3.13" });
  });

  it("is not a shim that stands for no version", async () => {
    program("bin/python3.12", "echo 'pyenv: python3.12: command not found' >&2\nexit 127");
    const behind = python("bin/python3.13", "3.13.0");
    expect((await findPython(search())).path).toBe(behind);
  });

  it("may be one of pyenv's, the newest patch, or one of uv's", async () => {
    python("home/.pyenv/versions/3.12.9/bin/python3.12", "3.12.9");
    const newest = python("home/.pyenv/versions/3.12.10/bin/python3.12", "3.12.10");
    python("home/.pyenv/versions/3.12.99-dev/bin/python3.12", "3.12.99");
    expect((await findPython(search())).path).toBe(newest);
    const uvs = python("uv/cpython-3.11.5-linux-x86_64-gnu/bin/python3.11", "3.11.5");
    const line = airflowLine("2.11");
    const env = { UV_PYTHON_INSTALL_DIR: join(folder, "uv") };
    expect((await findPython(search({ line, env }))).path).toBe(uvs);
  });

  it("is the one that is named: by --python before ADP_PYTHON, by path or by name", async () => {
    python("bin/python3.12", "3.12.4");
    const mine = python("elsewhere/py", "3.11.1");
    expect((await findPython(search({ python: mine }))).path).toBe(mine);
    expect((await findPython(search({ env: { ADP_PYTHON: mine } }))).path).toBe(mine);
    const both = search({ python: "python3.12", env: { ADP_PYTHON: mine } });
    expect((await findPython(both)).version).toBe("3.12.4");
  });

  it("may lack venv where uv makes the environment", async () => {
    const bare = python("bin/python3", "3.12.3", { venv: false, pip: false });
    expect((await findPython(search({ venv: false }))).path).toBe(bare);
  });
});

describe("no Python", () => {
  it("none at all", async () => {
    const error = await failing();
    expect(error).toMatchObject({ code: "ADP-PY-001", next: expect.arrayContaining([expect.anything()]) });
    expect(error.message).toContain("3.11 to 3.14");
    expect(first(error)).toBe("sudo apt-get install python3 python3-venv");
    expect(first(await failing({ machine: "macos" }))).toMatch(/^brew install python@3\.\d+$/);
  });

  it("none that fits: each is named, once, with its version and why", async () => {
    const old = python("bin/python3", "3.9.2");
    symlinkSync(old, join(folder, "bin", "python"));
    python("bin/python3.12", "3.12.0", { implementation: "pypy" });
    python("bin/python3.13", "3.13.0", { freeThreaded: true });
    python("bin/python3.11", "3.11.0", { bits: 32 });
    python("bin/python3.14", "3.14.0", { ssl: false });
    program("bin/python3.10", "echo boom >&2; exit 3");
    python("home/.pyenv/versions/3.8.1/bin/python3.8", "3.8.1");
    const error = await failing();
    expect(error.code).toBe("ADP-PY-002");
    const found = error.evidence.join("\n");
    for (const told of ["3.9.2", "pypy", "free-threaded", "32-bit", "without ssl", "boom", "3.8.1"])
      expect(found).toContain(told);
    expect(error.evidence.filter((line) => line.includes("3.9.2"))).toHaveLength(1);
  });

  it("none that fits, but another Airflow would run, or uv could bring one", async () => {
    python("bin/python3.10", "3.10.12");
    program("bin/uv", "exit 0");
    const error = await failing();
    expect(first(error)).toBe("uv python install 3.12");
    expect(stepLines(error.next).join("\n")).toContain("--airflow 2.11: it runs on the Python 3.10.12");
  });

  it("one that fits without venv: Debian packages it apart", async () => {
    python("bin/python3.11", "3.11.2", { venv: false });
    const error = await failing();
    expect(error.code).toBe("ADP-PY-003");
    expect(first(error)).toBe("sudo apt-get install python3.11-venv");
    expect(first(await failing({ machine: "fedora" }))).toBe("sudo dnf install python3.11");
    expect((await failing({ python: "python3.11" })).code).toBe("ADP-PY-003");
  });

  it("the one that is named does not exist, does not run, does not fit", async () => {
    expect((await failing({ python: "/no/such" })).message).toContain("--python names /no/such");
    const env = { ADP_PYTHON: "nothing" };
    expect(first(await failing({ env }))).toContain("ADP_PYTHON");
    const shim = program("bin/python3.12", "exit 127");
    expect((await failing({ python: shim })).why).toContain("shim");
    const broken = program("broken", "echo 'libpython3.so: cannot open' >&2; exit 127");
    expect((await failing({ python: broken })).code).toBe("ADP-PY-004");
    const old = python("old", "3.8.0");
    const error = await failing({ python: old });
    expect(error).toMatchObject({ code: "ADP-PY-004", exit: 64 });
    expect(error.message).toContain(
      "Python 3.8.0 that does not fit: Airflow 3.3.2 needs Python 3.11 to 3.14",
    );
  });

  it("an Airflow that there is no lock for", () => {
    expect(() => airflowLine("1.10")).toThrow(expect.objectContaining({ code: "ADP-PY-005" }));
    expect(() => airflowLine("../airflow/3.3")).toThrow(expect.objectContaining({ code: "ADP-PY-005" }));
  });
});

it("a range of Pythons reads as one", () => {
  expect(range({ pythons: ["3.9", "3.14", "3.10"] })).toBe("3.9 to 3.14");
  expect(range({ pythons: ["3.12"] })).toBe("3.12");
});
