import { join } from "node:path";
import { releaseLock, takeLock } from "../../../packages/adp/src/kernel/lock.ts";

/** Does what several suites need while no other process of this clone does the same. */
export async function oneAtATime<T>(root: string, name: string, work: () => Promise<T>): Promise<T> {
  const path = join(root, ".adp", "run", "tests", `${name}.lock`);
  await takeLock(path, () => undefined);
  try {
    return await work();
  } finally {
    releaseLock(path);
  }
}
