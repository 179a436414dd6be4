/**
 * Who read what this program prints has gone, as with `adp platform status | head -1`: the program ends as any other
 * does on a broken pipe, without a word. A command that must not be cut off is told first, as by SIGTERM.
 */
export function endOnBrokenPipe(streams: readonly NodeJS.WriteStream[]): void {
  const sigpipe = 13;
  let told = false;
  const end = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (process.listenerCount("SIGTERM") === 0) process.exit(128 + sigpipe);
    if (!told) process.kill(process.pid, "SIGTERM");
    told = true;
  };
  for (const stream of streams) stream.on("error", end);
}
