import { isatty } from "node:tty";
import { Exit } from "./errors.ts";
import { printLine } from "./log/standard-output.ts";
import { main } from "./main.ts";
import { listenForStop } from "./stop-signal.ts";

const stop = listenForStop();
main({
  args: process.argv.slice(2),
  env: process.env,
  print: (line) => printLine(line),
  terminal: isatty(1),
  stop,
}).then(
  (code) => {
    // A program that was told to end may linger; this process does not wait for it.
    process.exitCode = code;
    setTimeout(() => process.exit(), 200).unref();
  },
  (error: unknown) => {
    process.stderr.write(
      `TKT-BUG  The ticket sharer met a bug of its own.\n${error instanceof Error ? error.stack : String(error)}\n` +
        "  next: report it with the lines above; starting it again is safe.\n",
    );
    process.exit(Exit.bug);
  },
);
