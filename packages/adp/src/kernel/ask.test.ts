import { expect, test } from "vitest";
import { ask, askStream } from "./ask.ts";
import { ProcessFailure } from "./process.ts";

const node = (program: string) => [process.execPath, "-e", program];

test("what a program prints, with its input and its variables", async () => {
  const program = 'process.stdin.pipe(process.stdout); process.stdout.write(process.env.ASKED + " ")';
  expect(await ask(node(program), { input: "answer", env: { ASKED: "a" } })).toMatchObject({
    code: 0,
    stdout: "a answer",
  });
});

test("output of any size, and a program that reads none of its input", async () => {
  const result = await ask(node('process.stdout.write("x".repeat(5_000_000))'), {
    input: "y".repeat(5_000_000),
  });
  expect(result.stdout).toHaveLength(5_000_000);
});

test.each([
  [node('console.log("out"); console.error("why"); process.exitCode = 3'), "exited", 3, "exited with 3"],
  [node('process.kill(process.pid, "SIGKILL")'), "killed", undefined, "was ended by SIGKILL"],
  [["adp-no-such-program"], "spawn-failed", undefined, "could not be started (ENOENT)"],
])("a failure is given back: %s", async (argv, kind, code, detail) => {
  const result = await ask(argv);
  expect(result).toBeInstanceOf(ProcessFailure);
  expect(result).toMatchObject({ kind, code, message: `${argv[0]}: ${detail}` });
  if (code === 3) expect(result).toMatchObject({ stdout: "out\n", stderr: "why\n" });
});

test("a stream that nobody needs to its end is ended", async () => {
  const { stdout, done, kill } = askStream(node('setInterval(() => process.stdout.write("x"), 5)'));
  for await (const _ of stdout) break;
  kill();
  expect(await done).toMatchObject({ kind: "killed" });
});
