import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newPlace } from "../../test/folders.ts";
import { runProgram } from "./program.ts";

const options = { cache: "FILE:/nowhere", signal: new AbortController().signal };

describe("a program", () => {
  it("says something and ends", async () => {
    expect(await runProgram(["sh", "-c", "echo out; echo err >&2; exit 3"], options)).toEqual({
      code: 3,
      said: expect.stringMatching(/^(out\nerr\n|err\nout\n)$/),
    });
  });

  it("is not there, may not be executed, or its list of arguments is too long: none of it is a bug of ours", async () => {
    const kinit = join(newPlace().root, "kinit");
    expect(await runProgram([kinit], options)).toMatchObject({ code: 127 });
    writeFileSync(kinit, "#!/bin/sh\n");
    chmodSync(kinit, 0o644);
    expect(await runProgram([kinit], options)).toMatchObject({ code: 126, unstarted: "EACCES" });
    // Node throws this one, as it does ENOMEM.
    expect(await runProgram(["true", "x".repeat(3_000_000)], options)).toMatchObject({ unstarted: "E2BIG" });
  });

  it("is killed by somebody else", async () => {
    expect(await runProgram(["sh", "-c", "kill -9 $$"], options)).toEqual({
      code: 128,
      endedBy: "SIGKILL",
      said: "sh: ended by SIGKILL",
    });
  });

  it("is stopped", async () => {
    const stop = new AbortController();
    const running = runProgram(["sleep", "60"], { ...options, signal: stop.signal });
    stop.abort();
    expect(await running).toMatchObject({ code: 130 });
  });
});
