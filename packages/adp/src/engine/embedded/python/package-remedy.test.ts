import { expect, test } from "vitest";
import { packageRemedy } from "./package-remedy.ts";

const about = (output: string) =>
  packageRemedy("build", { tool: "uv", folder: "/engine", machine: "debian", output }).next;

test.each([
  "fatal error: Python.h: No such file or directory",
  "error: command 'gcc' failed: No such file or directory",
  "unable to execute 'x86_64-linux-gnu-gcc': No such file or directory",
  "error: [Errno 2] No such file or directory: 'cc'",
  "ERROR: Unknown compiler(s): [['cc'], ['gcc'], ['clang']]",
])("a build without a compiler or headers asks for them: %s", (output) => {
  expect(JSON.stringify(about(output))).toContain("build-essential");
});

test.each([
  "gcc -pthread -c numpy/core/src/common.c: error: too few arguments to function '_PyUnicode_Ready'",
  "numpy/distutils/ccompiler.py: AttributeError: 'CCompiler' object has no attribute 'exec_command'",
])("a build that had a compiler asks for none: %s", (output) => {
  expect(JSON.stringify(about(output))).not.toContain("build-essential");
});
