// Beside the unit tests, which share a process: a module that is replaced there would be replaced for all of them.
import { statSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import { openOutput } from "../kernel/output.ts";
import { confirm } from "../kernel/prompt.ts";
import { fixFound } from "./fix.ts";
import { outcome, testMachine } from "./testing/machine.ts";

vi.mock("../kernel/prompt.ts", () => ({ confirm: vi.fn() }));
beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));

/** A netrc that others can read, and what --fix does of it. */
async function fixing(yes: boolean): Promise<{ done: string[]; mode: () => number; path: string }> {
  const machine = testMachine();
  const path = machine.write("~/.netrc", "machine a.test login me password pw-of-mine\n", 0o644);
  const made = await outcome("netrc", machine.context());
  const mode = () => statSync(path).mode & 0o777;
  const done = await fixFound(made === undefined ? [] : [made], { output: openOutput(), yes }).catch(
    (error) => {
      expect(mode()).toBe(0o644);
      throw error;
    },
  );
  return { done, mode, path };
}

test("what is safe is mended after a yes, and after a no it is not", async () => {
  vi.mocked(confirm).mockResolvedValueOnce(true);
  const { done, mode } = await fixing(false);
  expect([done, mode()]).toEqual([["chmod 600 ~/.netrc"], 0o600]);
  expect(vi.mocked(confirm)).toHaveBeenLastCalledWith("  chmod 600 ~/.netrc?");
  vi.mocked(confirm).mockResolvedValueOnce(false);
  const refused = await fixing(false);
  expect([refused.done, refused.mode()]).toEqual([[], 0o644]);
});

test("--yes does not ask", async () => {
  vi.mocked(confirm).mockClear();
  const { done, mode } = await fixing(true);
  expect([done, mode()]).toEqual([["chmod 600 ~/.netrc"], 0o600]);
  expect(vi.mocked(confirm)).not.toHaveBeenCalled();
});

test("without a terminal nothing is done: ADP-CHK-024 says what it would do", async () => {
  vi.mocked(confirm).mockResolvedValueOnce(undefined);
  await expect(fixing(false)).rejects.toMatchObject({
    code: "ADP-CHK-024",
    exit: 64,
    why: "It would do: chmod 600 ~/.netrc",
  });
});
