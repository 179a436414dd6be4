/** How a command ends when it is interrupted: 128 + the signal's number, as shells do. */
export class Interrupted extends Error {
  constructor(readonly exit: number) {
    super("interrupted");
  }
}

/**
 * Runs work that Ctrl-C, SIGTERM or a closed terminal may cut off: then `undo` runs to its end before the command
 * does, so that nothing is left half-made. A second Ctrl-C during `undo` is ignored. The reason of the signal that
 * `work` gets is the Interrupted that this throws.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  undo: () => Promise<void>,
): Promise<T> {
  const controller = new AbortController();
  const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
  let fail: (error: Interrupted) => void = () => undefined;
  const cut = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const handlers = (Object.keys(numbers) as (keyof typeof numbers)[]).map((name) => {
    const handler = () => {
      const interrupted = new Interrupted(128 + numbers[name]);
      controller.abort(interrupted);
      fail(interrupted);
    };
    process.on(name, handler);
    return { name, handler };
  });
  try {
    return await Promise.race([work(controller.signal), cut]);
  } catch (error) {
    await undo();
    throw error;
  } finally {
    for (const { name, handler } of handlers) process.off(name, handler);
  }
}
