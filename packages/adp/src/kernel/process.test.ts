import { expect, test, vi } from "vitest";
import { attempt, ProcessFailure, run } from "./process.ts";

const node = process.execPath;

test("gives what a program printed", async () => {
  const result = await run([node, "-e", "console.log('out'); console.error('err')"]);
  expect(result).toMatchObject({ code: 0, stdout: "out\n", stderr: "err\n" });
});

test("passes arguments as they are, without a shell", async () => {
  const nasty = "a b; $(touch /tmp/never) 'q' \"d\" *";
  const result = await run([node, "-p", "process.argv[1]", nasty]);
  expect(result.stdout).toBe(`${nasty}\n`);
});

test.each([
  ["spawn-failed", ["/no/such/program"], undefined],
  ["exited", [node, "-e", "process.exit(3)"], 3],
  ["killed", [node, "-e", "process.kill(process.pid, 'SIGKILL')"], undefined],
] as const)("tells a program that %s", async (kind, argv, code) => {
  const failure = await attempt(argv);
  expect(failure).toBeInstanceOf(ProcessFailure);
  expect(failure).toMatchObject({ kind, code });
});

test("tells a program that did not end in time, and ends it", async () => {
  const failure = await attempt([node, "-e", "setInterval(() => {}, 1000)"], { timeoutMs: 200 });
  expect(failure).toMatchObject({ kind: "timed-out" });
});

test("lines come as they are printed", async () => {
  const lines: string[] = [];
  await run([node, "-e", "console.log('one'); console.error('two')"], { onLine: (line) => lines.push(line) });
  expect(lines.sort()).toEqual(["one", "two"]);
});

test("a bare environment holds nothing of this process", async () => {
  vi.stubEnv("ADP_TEST_LEAK", "1");
  const result = await run([node, "-p", "process.env.ADP_TEST_LEAK + process.env.A"], {
    env: { A: "a" },
    bareEnvironment: true,
  });
  expect(result.stdout).toBe("undefineda\n");
});
