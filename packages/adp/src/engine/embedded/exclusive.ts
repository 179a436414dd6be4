import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { releaseLock, takeLock } from "../../kernel/lock.ts";
import { errors } from "../errors.ts";

interface ExclusiveOptions {
  readonly onWait?: (holder: number) => void;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

/** Does the work while no other adp does it under the same name: waits for the one that does. */
export async function exclusively<T>(
  lock: string,
  work: () => Promise<T>,
  options: ExclusiveOptions = {},
): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 15 * 60_000);
  const held = (holder: number) => {
    options.signal?.throwIfAborted();
    options.onWait?.(holder);
    if (Date.now() <= deadline) return;
    throw new AdpError(errors.pyBusy, {
      what: `The process ${holder} has been preparing the same environment for too long.`,
      next: [
        run(shell`ps -p ${holder}`, "shows whether it still works"),
        run(shell`rm ${lock}`, "if it does not"),
        again,
      ],
    });
  };
  await takeLock(lock, held, 200);
  try {
    return await work();
  } finally {
    releaseLock(lock);
  }
}
