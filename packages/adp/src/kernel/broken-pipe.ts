/**
 * The reader of this program's output may be gone, as with `adp platform status | head -1`. Then the program ends silently,
 * as any program does on a broken pipe. A command that listens for SIGTERM gets it first, to clean up.
 */
export function endOnBrokenPipe(streams: readonly NodeJS.WriteStream[]): void {
  const sigpipe = 13;
  let signalled = false;
  const end = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (process.listenerCount("SIGTERM") === 0) process.exit(128 + sigpipe);
    if (!signalled) process.kill(process.pid, "SIGTERM");
    signalled = true;
  };
  for (const stream of streams) stream.on("error", end);
}
